package io.slotwise.node.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * CLIENT PAUSE: requests of clients wait, they are not refused. Pausing again can only lengthen or
 * tighten the pause; it ends by itself or with CLIENT UNPAUSE. Usable from any thread.
 */
public final class ClientPause {

  /** What waits. In the order of strictness. */
  public enum Mode {
    NONE,
    WRITE,
    ALL
  }

  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final List<Runnable> waiting = new ArrayList<>();
  private volatile Mode mode = Mode.NONE;
  private long endNanos;
  private ScheduledFuture<?> end;

  public ClientPause(ScheduledExecutorService timer, LongSupplier nanoTime) {
    this.timer = timer;
    this.nanoTime = nanoTime;
  }

  /** Pauses until {@code durationMs} from now, or until an end that was set before and is later. */
  public synchronized void pause(Mode wanted, long durationMs) {
    long now = nanoTime.getAsLong();
    long wantedEnd = now + TimeUnit.MILLISECONDS.toNanos(durationMs);
    if (mode == Mode.NONE || wantedEnd - endNanos > 0) {
      endNanos = wantedEnd;
    }
    if (wanted.compareTo(mode) > 0) {
      mode = wanted;
    }
    if (end != null) {
      end.cancel(false);
    }
    long scheduledNanos = endNanos;
    end = timer.schedule(() -> endAt(scheduledNanos), endNanos - now, TimeUnit.NANOSECONDS);
  }

  /** Ends the pause at once and calls everybody who waits. */
  public void resume() {
    release().forEach(Runnable::run);
  }

  /** The time is up: unless the pause was lengthened while this was on its way. */
  private void endAt(long scheduledNanos) {
    List<Runnable> ready;
    synchronized (this) {
      ready = endNanos == scheduledNanos ? release() : List.of();
    }
    ready.forEach(Runnable::run);
  }

  private synchronized List<Runnable> release() {
    mode = Mode.NONE;
    if (end != null) {
      end.cancel(false);
      end = null;
    }
    List<Runnable> ready = List.copyOf(waiting);
    waiting.clear();
    return ready;
  }

  public Mode mode() {
    return mode;
  }

  /** How many connections wait for the end of the pause. */
  public synchronized int waitingCount() {
    return waiting.size();
  }

  /** Whether a request of this command has to wait now. */
  public boolean holds(CatalogEntry command) {
    Mode now = mode;
    return now != Mode.NONE && (now == Mode.ALL || command.mayReplicate());
  }

  /**
   * Runs the code when the pause ends, on a thread of this class's choosing: at once when there is
   * none any more. Look at {@link #holds} again then.
   */
  public void whenResumed(Runnable code) {
    synchronized (this) {
      if (mode != Mode.NONE) {
        waiting.add(code);
        return;
      }
    }
    code.run();
  }
}
