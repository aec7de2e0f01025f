package io.slotwise.node.connection;

/** Watches over one run of a script, on the thread that it runs on. */
public interface ScriptWatch {

  /**
   * Asked every few thousand steps.
   *
   * @return whether the script may go on; if not, it was killed
   */
  boolean goesOn();

  /** The script is about to call a command. */
  void calls();

  /** The script wants more memory than it may have here; it is about to end for that. */
  void memoryRefused();
}
