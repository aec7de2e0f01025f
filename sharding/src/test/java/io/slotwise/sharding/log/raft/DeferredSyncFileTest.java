package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeferredSyncFileTest {

  @TempDir Path dir;
  private final Deque<Runnable> planned = new ArrayDeque<>();
  private final List<Throwable> failures = new ArrayList<>();
  private FileChannel file;
  private DeferredSyncFile deferred;

  @BeforeEach
  void open() throws IOException {
    file =
        FileChannel.open(dir.resolve("log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    deferred = new DeferredSyncFile(file, planned::add, failures::add);
  }

  private void write(String words) throws IOException {
    deferred.write(ByteBuffer.wrap(words.getBytes()));
    deferred.force(false);
  }

  @Test
  void manyRequestsAreOneSync() throws Exception {
    write("one ");
    write("two ");
    assertThat(planned).hasSize(1);
    planned.poll().run();
    write("three");
    assertThat(planned).hasSize(1);
    assertThat(Files.readString(dir.resolve("log"))).isEqualTo("one two three");
    deferred.close();
    planned.poll().run();
    assertThat(failures).isEmpty();
  }

  @Test
  void whatFailsIsTold() throws Exception {
    write("one");
    file.close();
    planned.poll().run();
    assertThat(failures).singleElement().isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void whatFailsBeforeTheEndIsTold() throws Exception {
    write("one");
    file.close();
    deferred.close();
    assertThat(failures).singleElement().isInstanceOf(ClosedChannelException.class);
    planned.poll().run();
    assertThat(failures).hasSize(1);
  }

  @Test
  void nothingIsSyncedThatWasNotAskedFor() throws Exception {
    deferred.write(ByteBuffer.wrap(new byte[8]));
    file.close();
    deferred.close();
    assertThat(failures).isEmpty();
  }
}
