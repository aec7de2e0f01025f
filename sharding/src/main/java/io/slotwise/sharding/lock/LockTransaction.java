package io.slotwise.sharding.lock;

import java.util.concurrent.CompletableFuture;

/**
 * One transaction that locks: it asks one participant after the other, each when the one before has
 * granted, in an order that is the same for all. So who waits only ever waits for somebody who
 * stands further on, and nobody waits in a circle.
 *
 * <p>Usable from any thread. It waits without one: {@link #acquire} and the grants run where they
 * are called.
 */
public final class LockTransaction {

  private final LockParticipants participants;
  private final LockWaits waits;
  private final Footprint footprint;
  private final int[] slots;

  /** How many participants have granted, the node included. */
  private int granted;

  /** How many were asked. */
  private int asked;

  private boolean held;

  /** Since when it waits, while it does. */
  private long waitsSinceNanos;

  private boolean isWaiting;
  private volatile boolean ended;
  private Runnable whenHeld;

  LockTransaction(LockParticipants participants, Footprint footprint, LockWaits waits) {
    this.participants = participants;
    this.waits = waits;
    this.footprint = footprint;
    this.slots = footprint.slots();
  }

  public Footprint footprint() {
    return footprint;
  }

  /**
   * Starts to acquire everything. To be called once.
   *
   * @param onHeld called once when all locks are held, on whatever thread, which may hold turns of
   *     others: it should only pass the word on. Not called if it is ended before
   */
  public void acquire(Runnable onHeld) {
    synchronized (this) {
      whenHeld = onHeld;
    }
    askOn();
    synchronized (this) {
      if (!held && !ended) {
        isWaiting = true;
        waitsSinceNanos = System.nanoTime();
        waits.began();
      }
    }
  }

  /** A participant that was asked has granted. */
  void granted() {
    synchronized (this) {
      granted++;
    }
    askOn();
  }

  private void askOn() {
    Runnable tell = null;
    synchronized (this) {
      // Asked inside, so that nobody ends it between being counted and being asked.
      while (!ended && !held && granted == asked) {
        if (asked > slots.length) {
          held = true;
          waitIsOver();
          tell = whenHeld;
        } else {
          int slot = slotAt(asked);
          asked++;
          if (participants.request(slot, this)) {
            granted++;
          }
        }
      }
    }
    if (tell != null) {
      tell.run();
    }
  }

  private void waitIsOver() {
    if (isWaiting) {
      isWaiting = false;
      waits.ended(System.nanoTime() - waitsSinceNanos);
    }
  }

  private int slotAt(int index) {
    return index == 0 ? LockParticipants.NODE : slots[index - 1];
  }

  /** Whether all locks are held. */
  public synchronized boolean isHeld() {
    return held && !ended;
  }

  boolean isEnded() {
    return ended;
  }

  /**
   * Gives up all locks, those held and those waited for; later calls do nothing.
   *
   * @return whether this call has ended it
   */
  public boolean end() {
    int toRelease;
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
      waitIsOver();
      toRelease = asked;
    }
    // The last first: nobody gets a lock by it who would then wait for one of the others.
    for (int i = toRelease - 1; i >= 0; i--) {
      participants.release(slotAt(i), this);
    }
    return true;
  }

  /** For who may wait on a thread of his own: completes when all locks are held. */
  public CompletableFuture<Void> acquire() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    acquire(() -> done.complete(null));
    return done;
  }
}
