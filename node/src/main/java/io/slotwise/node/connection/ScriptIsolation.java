package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import java.util.function.Predicate;

/**
 * Keeps what a script does apart from what everybody else does: one for each way to hold keys that
 * {@code lua-lock-level} names.
 */
interface ScriptIsolation {

  /**
   * A script, and what it has said that it will touch.
   *
   * @param args of the request, whose key specs name the keys
   * @param slots of these keys, ascending
   */
  record Declared(
      ClientSession session, CatalogEntry command, Args args, int[] slots, RunningScript script) {}

  /**
   * @param dependsOn the log position that the reply must wait for
   * @param failure why the transaction was taken back as a whole, or null
   */
  record Ended(long dependsOn, Reply.Error failure) {}

  /**
   * Runs a script's work on the calling thread, which may wait, in a transaction of its own: all
   * that it writes becomes real together, or nothing of it. The work is run again, from its
   * beginning, where what was held did not suffice.
   *
   * @param work answers whether its writes are to be kept
   * @throws CommandError BUSY, when what it needs is held by a script that takes long
   */
  Ended run(Declared declared, Predicate<TransactionScope> work);
}
