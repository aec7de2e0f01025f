package io.slotwise.sharding.store;

/**
 * A command, or a transaction, cannot go on as it is run, and nothing is wrong with it. Whoever
 * runs it rolls it back, gives back what it holds, and runs it again from its beginning, where it
 * has what it lacked.
 */
public abstract class RunAgain extends RuntimeException {

  private static final long serialVersionUID = 1;

  RunAgain(String reason) {
    super(reason, null, false, false);
  }
}
