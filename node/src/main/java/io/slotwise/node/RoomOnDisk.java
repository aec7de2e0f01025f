package io.slotwise.node;

import io.slotwise.node.cluster.OwnDisk;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.stream.ReplyWriter;
import io.slotwise.protocol.stream.RequestBatch;
import io.slotwise.protocol.stream.RequestHandler;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member's start waits for: on a full disk it would only fail again, and what it could not
 * write down of an election would be lost.
 */
final class RoomOnDisk {

  private static final Logger LOG = LoggerFactory.getLogger(RoomOnDisk.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration SAID_EVERY = Duration.ofSeconds(30);

  private final Path dir;
  private final long reserveBytes;

  RoomOnDisk(NodeSettings settings) {
    this.dir = settings.dir();
    this.reserveBytes = settings.storeSettings().diskReserveBytes();
  }

  /**
   * Returns when there is room; clients are told meanwhile that the node is loading.
   *
   * @param givenUp whether to wait no longer
   */
  void await(NodeMode.Door door, BooleanSupplier givenUp) throws IOException {
    Files.createDirectories(dir);
    String obstacle = obstacle();
    if (obstacle == null) {
      return;
    }
    Closeable opened = door.open(connection -> new Loading(), "the node cannot start: " + obstacle);
    try {
      long saidNanos = System.nanoTime() - SAID_EVERY.toNanos();
      for (; obstacle != null && !givenUp.getAsBoolean(); obstacle = obstacle()) {
        if (System.nanoTime() - saidNanos >= SAID_EVERY.toNanos()) {
          LOG.warn("event=start_waits why=\"{}\"", obstacle);
          saidNanos = System.nanoTime();
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    } finally {
      opened.close();
    }
  }

  private String obstacle() throws IOException {
    return OwnDisk.obstacleToStart(dir, reserveBytes);
  }

  private static final class Loading implements RequestHandler {

    @Override
    public void run(RequestBatch batch, ReplyWriter replies) {
      batch.requests().forEach(request -> replies.write(Errors.loading()));
      replies.finished();
    }

    @Override
    public void closed() {}
  }
}
