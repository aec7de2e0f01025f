package io.slotwise.node.command;

/** What commands ask of the process as a whole. Usable from any thread; nothing here waits. */
public interface NodeControl {

  /** Starts an orderly stop; connections are closed in its course. */
  void shutdown(SaveChoice save);

  /** Unix seconds when memtables last were on disk altogether, or of the start before that. */
  long lastSaveAtS();

  /** What SHUTDOWN says about the memtables. */
  enum SaveChoice {
    /** As the node does when it is told to stop in another way. */
    DEFAULT,
    SAVE,
    NOSAVE
  }
}
