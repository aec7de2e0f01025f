package io.slotwise.node.connection;

import io.slotwise.sharding.store.ColdRead;

/** Ends a script on an event loop before the other connections of that loop notice it. */
final class LoopWatch implements ScriptWatch {

  /** Some tens of microseconds. */
  private static final int CALLS_MAX = 50;

  private int calls;
  private boolean exceeded;

  @Override
  public boolean goesOn() {
    throw leaveLoop();
  }

  @Override
  public void calls() {
    if (++calls > CALLS_MAX) {
      throw leaveLoop();
    }
  }

  @Override
  public void memoryRefused() {
    throw leaveLoop();
  }

  private ColdRead leaveLoop() {
    exceeded = true;
    return ColdRead.INSTANCE;
  }

  /** Whether the script was ended for what it took. */
  boolean isExceeded() {
    return exceeded;
  }
}
