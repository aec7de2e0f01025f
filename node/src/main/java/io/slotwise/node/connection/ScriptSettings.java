package io.slotwise.node.connection;

/** How scripts and functions hold their keys; changeable while the node runs. */
public final class ScriptSettings {

  /** What a script keeps others away from while it runs. */
  public enum LockLevel {
    /** The keys that it declares. */
    KEYS,
    /** All keys in the slots of the keys that it declares. */
    SLOTS,
    /** Everything, as in Redis. */
    GLOBAL
  }

  /** What happens to a script that touches a key which it has not declared. */
  public enum UndeclaredKeys {
    /** The command that it called answers an error. */
    ERROR,
    /** Everything is taken back, and it runs again holding more. */
    ESCALATE
  }

  private volatile LockLevel lockLevel = LockLevel.KEYS;
  private volatile UndeclaredKeys undeclaredKeys = UndeclaredKeys.ESCALATE;
  private volatile boolean rollback;
  private volatile long busyReplyThresholdMs = 5_000;

  public LockLevel lockLevel() {
    return lockLevel;
  }

  public void setLockLevel(LockLevel level) {
    this.lockLevel = level;
  }

  public UndeclaredKeys undeclaredKeys() {
    return undeclaredKeys;
  }

  public void setUndeclaredKeys(UndeclaredKeys policy) {
    this.undeclaredKeys = policy;
  }

  /** Whether a script that fails leaves nothing of what it wrote before. */
  public boolean isRollback() {
    return rollback;
  }

  public void setRollback(boolean yes) {
    this.rollback = yes;
  }

  /** After how long those who need what a script holds are told that it is busy. */
  public long busyReplyThresholdMs() {
    return busyReplyThresholdMs;
  }

  public void setBusyReplyThresholdMs(long thresholdMs) {
    this.busyReplyThresholdMs = thresholdMs;
  }
}
