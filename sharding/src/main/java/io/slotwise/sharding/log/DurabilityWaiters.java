package io.slotwise.sharding.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;

/** Code that waits for a position of the log, run in the order of positions. */
public final class DurabilityWaiters {

  private record Waiter(long position, Runnable code) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(Comparator.comparingLong(Waiter::position));
  private volatile int count;

  /** The code is run once, by {@link #release}. */
  public void add(long position, Runnable code) {
    lock.lock();
    try {
      waiters.add(new Waiter(position, code));
      count = waiters.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many wait. */
  public int count() {
    return count;
  }

  /** Runs on the calling thread whatever waits for this position or an earlier one. */
  public void release(long position) {
    if (count == 0) {
      return;
    }
    List<Runnable> due = new ArrayList<>();
    lock.lock();
    try {
      while (!waiters.isEmpty() && waiters.peek().position() <= position) {
        due.add(waiters.poll().code());
      }
      count = waiters.size();
    } finally {
      lock.unlock();
    }
    due.forEach(Runnable::run);
  }
}
