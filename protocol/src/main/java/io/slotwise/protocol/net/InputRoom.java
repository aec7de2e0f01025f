package io.slotwise.protocol.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The heap that requests of all clients may take while they are read and executed. When it is full,
 * clients that have sent much are not read any more until others' requests have been executed: the
 * bytes wait in the sockets, and the clients with them.
 *
 * <p>One of those that wait may pass all the same, so that many halves of requests do not keep each
 * other from being whole; whoever passes and sends nothing gives way to the next. Any thread may
 * call it.
 */
final class InputRoom {

  /** About what a client sends before it is stopped again. */
  private static final long BYTES_PER_CLIENT = 256 * 1024;

  private final AtomicLong usedBytes = new AtomicLong();
  private final Queue<Intake> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Intake> passing = new AtomicReference<>();
  private volatile long limitBytes;

  InputRoom(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  void setLimitBytes(long bytes) {
    limitBytes = bytes;
    letIn();
  }

  long usedBytes() {
    return usedBytes.get();
  }

  boolean isFull() {
    return usedBytes.get() >= limitBytes;
  }

  /** More is held, or less. */
  void add(long bytes) {
    usedBytes.addAndGet(bytes);
    if (bytes < 0) {
      letIn();
    }
  }

  /** Whether a client may be read though there is no room. */
  boolean letsPass(Intake intake) {
    return passing.get() == intake || passing.compareAndSet(null, intake);
  }

  /** What passed is whole, or gone, or has been silent; does nothing where it did not pass. */
  void passed(Intake intake) {
    // Looked at first: this is called for each batch of each client, and rarely is that the one.
    if (passing.get() == intake && passing.compareAndSet(intake, null)) {
      letIn();
    }
  }

  /** A client is not read any more until it is told. */
  void await(Intake intake) {
    waiting.add(intake);
    letIn();
  }

  /** Lets in whom there is room for, or one who may pass. */
  void letIn() {
    long freeBytes = limitBytes - usedBytes.get();
    while (freeBytes > 0) {
      Intake next = waiting.poll();
      if (next == null) {
        return;
      }
      next.letIn();
      freeBytes -= BYTES_PER_CLIENT;
    }
    if (passing.get() == null) {
      Intake next = waiting.poll();
      if (next != null) {
        // Looks by itself whether it may pass, and waits again if it may not.
        next.letIn();
      }
    }
  }
}
