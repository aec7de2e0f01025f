package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.sharding.lock.Footprint;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A script on a script thread. Changed by that thread; anybody may look at it and kill it. */
public final class RunningScript implements ScriptWatch {

  /** So long a script keeps one of the few threads; then another thread is let in. */
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int[] NO_SLOTS = {};

  private final RunningScripts everything;
  private final ScriptCall call;
  private final Args args;
  private volatile long startNanos = System.nanoTime();
  private volatile int[] slots = NO_SLOTS;
  private volatile Footprint locked;
  private volatile boolean killed;
  private volatile boolean slow;
  private boolean takesLong;

  RunningScript(RunningScripts everything, ScriptCall call, Args args) {
    this.everything = everything;
    this.call = call;
    this.args = args;
  }

  /**
   * From now on it runs, from its beginning.
   *
   * @param heldSlots that nobody else gets at
   */
  void holds(int[] heldSlots) {
    startNanos = System.nanoTime();
    slots = heldSlots;
  }

  /**
   * From now on it runs, from its beginning.
   *
   * @param footprint that it has locked; turns it takes for moments only
   */
  void holds(Footprint footprint) {
    startNanos = System.nanoTime();
    locked = footprint;
  }

  /** It holds nothing: it has ended, or waits to run again. */
  void holdsNothing() {
    slots = NO_SLOTS;
    locked = null;
    if (slow) {
      slow = false;
      everything.noLongerSlow();
    }
    if (takesLong) {
      takesLong = false;
      everything.threads().oneLess();
    }
  }

  /** Whether it has locks that somebody else who wants these has to wait for. */
  boolean locks(Footprint wanted) {
    Footprint now = locked;
    return now != null && now.conflictsWith(wanted);
  }

  /** Whether somebody who needs these has to wait for it, for locks or for turns. */
  boolean isInTheWayOf(Footprint needed) {
    return locks(needed) || Arrays.stream(needed.slots()).anyMatch(this::holds);
  }

  boolean holds(int slot) {
    return Arrays.binarySearch(slots, slot) >= 0;
  }

  @Override
  public boolean goesOn() {
    long elapsedNanos = System.nanoTime() - startNanos;
    if (!takesLong && elapsedNanos > LONG_NANOS) {
      takesLong = true;
      everything.threads().oneMore();
    }
    if (!slow && elapsedNanos > everything.busyAfterNanos()) {
      slow = true;
      everything.becameSlow(this);
    }
    return !killed;
  }

  @Override
  public void calls() {
    // It may call as many as it likes.
  }

  @Override
  public void memoryRefused() {
    // It ends with an error, and that is all.
  }

  void kill() {
    killed = true;
  }

  /** Whether others are told that it is busy. */
  boolean isSlow() {
    return slow;
  }

  public ScriptCall call() {
    return call;
  }

  /** The request that it came with. */
  public Args args() {
    return args;
  }

  public long elapsedMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  long startNanos() {
    return startNanos;
  }
}
