package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.store.ColdRead;
import io.slotwise.sharding.store.MoreTurns;

/**
 * A transaction under way, to which its author adds requests one by one: EXEC those that were
 * queued, a script those that it calls. It belongs to the thread that it was given to, and only as
 * long as the author runs.
 *
 * <p>How the transaction holds its keys (by the turns of their slots, by locks on the keys) is the
 * business of whoever opened it.
 */
public interface TransactionScope {

  /**
   * Runs a request that touches keys, or that changes what those behind it mean (SELECT). It sees
   * what the transaction has written so far.
   *
   * @param command whose arity the arguments fit
   * @return an error is a reply like any other, and then nothing of this request was written
   * @throws ColdRead when it would take longer than {@link #mayTakeTime} allows. This and the next
   *     are no errors: the author lets them pass, everything is taken back, and the author is run
   *     again from the beginning
   * @throws MoreTurns when the transaction has to hold more than it does
   */
  Reply run(CatalogEntry command, Args args);

  /**
   * Makes real what was written so far, before something that changes whole databases; what follows
   * is another commit, and only that can be taken back from now on.
   */
  void commit();

  /** Running the result takes back what was written since this moment. */
  Runnable savepoint();

  /** False on an event loop: whatever may take long then throws {@link ColdRead}. */
  boolean mayTakeTime();

  /** The client that it is for. */
  ClientSession session();
}
