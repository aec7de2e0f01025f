package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slotwise.protocol.tls.TestAuthority;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.protocol.tls.TlsFiles;
import io.slotwise.protocol.tls.TlsSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames between two loops, as between two nodes. */
class FrameLinkTest {

  private final Queue<byte[]> arrived = new ConcurrentLinkedQueue<>();
  private final Queue<String> ends = new ConcurrentLinkedQueue<>();
  private FrameLoop server = new FrameLoop("test-in", null);
  private FrameLoop client = new FrameLoop("test-out", null);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static final class Ear implements FrameLink.Listener {
    private final Queue<byte[]> frames;
    private final Queue<String> ends;

    Ear(Queue<byte[]> frames, Queue<String> ends) {
      this.frames = frames;
      this.ends = ends;
    }

    @Override
    public void received(byte[] frame) {
      frames.add(frame);
    }

    @Override
    public void closed(String why) {
      ends.add(why);
    }
  }

  private int listen(boolean trusting) throws IOException {
    return server
        .listen(
            "127.0.0.1",
            0,
            link -> {
              if (trusting) {
                link.trust();
              }
              return new Ear(arrived, new ConcurrentLinkedQueue<>());
            })
        .getPort();
  }

  private FrameLink dial(int port) {
    return client.dial("127.0.0.1", port, new Ear(new ConcurrentLinkedQueue<>(), ends));
  }

  @Test
  void framesArriveWholeAndInOrder() throws IOException {
    FrameLink link = dial(listen(true));
    List<Integer> sizes = List.of(0, 1, 3, 100_000, 5_000_000, 7, 0, 65_536);
    for (int i = 0; i < sizes.size(); i++) {
      byte[] frame = new byte[sizes.get(i)];
      Arrays.fill(frame, (byte) i);
      link.send(frame);
    }
    await().until(() -> arrived.size() == sizes.size());
    for (int i = 0; i < sizes.size(); i++) {
      byte expected = (byte) i;
      byte[] frame = arrived.remove();
      assertThat(frame).hasSize(sizes.get(i));
      assertThat(IntStream.range(0, frame.length).allMatch(at -> frame[at] == expected)).isTrue();
    }
  }

  @Test
  void whatSeveralThreadsSendArrives() throws IOException {
    FrameLink link = dial(listen(true));
    IntStream.range(0, 10_000)
        .parallel()
        .forEach(number -> link.send(ByteBuffer.allocate(4).putInt(number).array()));
    await().until(() -> arrived.size() == 10_000);
    assertThat(arrived.stream().mapToInt(frame -> ByteBuffer.wrap(frame).getInt()).sorted())
        .containsExactlyElementsOf(IntStream.range(0, 10_000).boxed().toList());
  }

  @Test
  void aStrangersLongFrameEndsItsConnection() throws IOException {
    int port = listen(false);
    FrameLink link = dial(port);
    link.send(new byte[1024]);
    await().until(() -> arrived.size() == 1);
    link.send(new byte[1025]);
    await().until(() -> !ends.isEmpty());
    assertThat(arrived).hasSize(1);
    try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), port)) {
      redis.setSoTimeout(20_000);
      OutputStream out = redis.getOutputStream();
      out.write("*1\r\n$4\r\nPING\r\n".getBytes());
      assertThat(redis.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whereNobodyListensIsSaid() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    FrameLink link = dial(port);
    link.send(new byte[1]);
    await().until(() -> !ends.isEmpty());
    assertThat(ends.remove()).startsWith("cannot connect to 127.0.0.1:" + port);
    link.send(new byte[1]);
    assertThat(ends).isEmpty();
  }

  @Test
  void aPortThatIsTakenIsSaid() throws IOException {
    int port = listen(true);
    assertThatThrownBy(() -> server.listen("127.0.0.1", port, link -> null))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port);
  }

  @Test
  void aPortIsFreeWhenItsLoopIsClosedAtWork() throws Exception {
    int port = listen(true);
    CompletableFuture<Void> atWork = new CompletableFuture<>();
    CompletableFuture<Void> closing = new CompletableFuture<>();
    server.execute(
        () -> {
          atWork.complete(null);
          closing.join();
        });
    atWork.join();
    FrameLoop closed = server;
    Thread closer = new Thread(closed::close);
    closer.start();
    await().until(() -> closer.getState() == Thread.State.WAITING);
    closing.complete(null);
    closer.join();
    server = new FrameLoop("test-in", null);
    server.listen("127.0.0.1", port, link -> null);
  }

  @Test
  void bothSidesShowACertificate(@TempDir Path dir) throws IOException {
    TestAuthority authority = new TestAuthority(Files.createDirectories(dir.resolve("ours")));
    TestAuthority other = new TestAuthority(Files.createDirectories(dir.resolve("theirs")));
    close();
    server = new FrameLoop("test-in", tls(authority.issue("one")));
    int port = listen(true);
    for (TlsFiles strange :
        List.of(other.issue("three"), new TlsFiles("", "", "", authority(authority), ""))) {
      client = new FrameLoop("test-out", tls(strange));
      dial(port).send(new byte[1]);
      await().until(() -> !ends.isEmpty());
      ends.clear();
      client.close();
    }
    assertThat(arrived).isEmpty();
    client = new FrameLoop("test-out", tls(authority.issue("two")));
    dial(port).send(new byte[3_000_000]);
    await().until(() -> !arrived.isEmpty());
    assertThat(arrived.remove()).hasSize(3_000_000);
  }

  private static String authority(TestAuthority authority) {
    return authority.issue("unused").authorities();
  }

  private static Tls tls(TlsFiles files) throws IOException {
    return Tls.of(TlsSettings.ofClient(files));
  }
}
