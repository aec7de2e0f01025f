package io.slotwise.node.connection;

import io.slotwise.protocol.Reply;
import io.slotwise.sharding.lock.LockTransaction;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Somebody waits, without a thread, for locks: he gets them, or is sent away because a script has
 * one of them that takes long, or his connection goes and nobody waits any more.
 */
final class LockWait implements RunningScripts.Waiting {

  /** How it ends: one of these is called, once, on any thread, and only passes the word on. */
  interface Outcome {
    /** With the locks, which whoever runs then gives up. */
    void held();

    void sentAway(Reply.Error busy);

    /** Nobody is there for the reply any more. */
    default void abandoned() {}
  }

  private final RunningScripts scripts;
  private final ClientSession session;
  private final LockTransaction locks;
  private final Outcome outcome;
  private final AtomicBoolean decided = new AtomicBoolean();

  LockWait(RunningScripts scripts, ClientSession session, LockTransaction locks, Outcome outcome) {
    this.scripts = scripts;
    this.session = session;
    this.locks = locks;
    this.outcome = outcome;
  }

  void begin() {
    session.waitsForLocks(this);
    scripts.addWaiting(this);
    if (!decided.get()) {
      locks.acquire(this::held);
    }
  }

  private void held() {
    if (decide()) {
      outcome.held();
    }
  }

  @Override
  public boolean isHeldUpBy(RunningScript script) {
    return script.locks(locks.footprint());
  }

  @Override
  public void sendAway(Reply.Error busy) {
    if (decide()) {
      locks.end();
      outcome.sentAway(busy);
    }
  }

  /** The connection has gone. */
  void abandon() {
    if (decide()) {
      locks.end();
      outcome.abandoned();
    }
  }

  private boolean decide() {
    boolean first = decided.compareAndSet(false, true);
    if (first) {
      scripts.removeWaiting(this);
      session.noLongerWaitsForLocks(this);
    }
    return first;
  }
}
