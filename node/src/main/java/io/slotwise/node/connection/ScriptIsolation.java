package io.slotwise.node.connection;

import io.slotwise.protocol.Bytes;
import java.util.List;
import java.util.function.Predicate;

/**
 * Keeps what a script does apart from what everybody else does: one for each way to hold keys that
 * {@code lua-lock-level} names.
 */
interface ScriptIsolation {

  /** What a script has said that it will touch. */
  record Declared(ClientSession session, List<Bytes> keys, int[] slots, boolean readOnly) {}

  /**
   * Runs a script's work on the calling thread, which may wait, in a transaction of its own: all
   * that it writes becomes real together, or nothing of it. The work is run again, from its
   * beginning, where what was held did not suffice.
   *
   * @param work answers whether its writes are to be kept
   * @return the log position that a reply must wait for
   */
  long run(Declared declared, Predicate<TransactionScope> work);
}
