package io.slotwise.node.pubsub;

import io.slotwise.protocol.stream.Connection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What other threads have for the connections of one event loop. The loop is called once for all
 * that collects until it comes, so a burst costs one hop between threads. Everything is delivered
 * in the order in which it was posted, also what the loop posts itself, which is delivered at once
 * behind what waits.
 */
public final class LoopMail {

  /** Above this, whoever posts should go slower: see {@link #isFull()}. */
  private static final long FULL_BYTES = 16L << 20;

  /** What a letter costs besides its contents. */
  private static final long LETTER_BYTES = 64;

  /** Letters that one task of the loop delivers, so that sockets get their turn in between. */
  private static final int LETTERS_A_TASK = 4096;

  private record Letter(Runnable delivery, long bytes) {}

  private final ConcurrentLinkedQueue<Letter> letters = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();
  private final AtomicLong waitingBytes = new AtomicLong();

  /**
   * Runs the delivery on the loop: at once when this is the loop.
   *
   * @param onLoop any connection of the loop, be it closed
   * @param bytes about what the delivery holds in memory until then
   * @param delivery short, and posts nothing itself
   */
  public void post(Connection onLoop, long bytes, Runnable delivery) {
    if (onLoop.isOnLoop()) {
      deliver(Integer.MAX_VALUE);
      delivery.run();
      return;
    }
    letters.add(new Letter(delivery, bytes + LETTER_BYTES));
    waitingBytes.addAndGet(bytes + LETTER_BYTES);
    if (called.compareAndSet(false, true)) {
      call(onLoop);
    }
  }

  private void call(Connection onLoop) {
    try {
      onLoop.later(() -> runTask(onLoop));
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and its connections with it.
      letters.clear();
    }
  }

  private void runTask(Connection onLoop) {
    called.set(false);
    deliver(LETTERS_A_TASK);
    if (!letters.isEmpty() && called.compareAndSet(false, true)) {
      call(onLoop);
    }
  }

  private void deliver(int most) {
    for (int i = 0; i < most; i++) {
      Letter letter = letters.poll();
      if (letter == null) {
        return;
      }
      waitingBytes.addAndGet(-letter.bytes());
      letter.delivery().run();
    }
  }

  /** Whether the loop does not keep up with what it is sent. */
  boolean isFull() {
    return waitingBytes.get() > FULL_BYTES;
  }
}
