package io.slotwise.node.command;

import java.util.Map;

/** What commands ask of the process as a whole. Usable from any thread; nothing here waits. */
public interface NodeControl {

  /** Starts an orderly stop; connections are closed in its course. */
  void shutdown(SaveChoice save);

  /**
   * Has the node stop and start again in this process as a member of a cluster, with the data that
   * it has.
   *
   * @param settings what changes, by name of the parameter
   * @throws io.slotwise.protocol.CommandError when it could not start so; nothing has happened then
   */
  void enterCluster(Map<String, String> settings);

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
