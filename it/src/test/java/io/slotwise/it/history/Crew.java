package io.slotwise.it.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/** Threads that each repeat a step until they are stopped; the first failure of one is kept. */
final class Crew implements AutoCloseable {

  private static final Duration STOP_MAX = Duration.ofSeconds(60);

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean stopping;

  private Crew() {}

  /**
   * Starts so many, each with a step of its own.
   *
   * @param pace how long each rests between two steps; zero for not at all
   */
  static Crew start(String name, int size, Duration pace, IntFunction<Runnable> member) {
    Crew crew = new Crew();
    for (int i = 0; i < size; i++) {
      Runnable step = member.apply(i);
      Thread thread = new Thread(() -> crew.repeat(step, pace.toNanos()), name + "-" + i);
      thread.setDaemon(true);
      crew.threads.add(thread);
    }
    crew.threads.forEach(Thread::start);
    return crew;
  }

  private void repeat(Runnable step, long paceNanos) {
    try {
      while (!stopping) {
        step.run();
        if (paceNanos > 0) {
          LockSupport.parkNanos(paceNanos);
        }
      }
    } catch (RuntimeException | AssertionError e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Waits until something holds. Throws what a member has failed with. */
  void await(String what, Duration atMost, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> failure.get() != null || condition.getAsBoolean());
    throwFailure();
  }

  private void throwFailure() {
    if (failure.get() != null) {
      throw new AssertionError("a client failed", failure.get());
    }
  }

  /** Lets each finish its step and waits for that. Throws what a member has failed with. */
  @Override
  public void close() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join(STOP_MAX.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " did not end");
      }
    }
    throwFailure();
  }
}
