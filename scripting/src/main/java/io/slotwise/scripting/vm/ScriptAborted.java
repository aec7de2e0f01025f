package io.slotwise.scripting.vm;

/**
 * The end of a script that it cannot prevent: no {@code pcall} catches it. Not an exception, so
 * that no library on the way takes it for a failure that it may handle.
 */
public final class ScriptAborted extends Error {

  /** Why a script was ended. */
  public enum Reason {
    KILLED,
    MEMORY
  }

  private final Reason reason;

  public ScriptAborted(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
