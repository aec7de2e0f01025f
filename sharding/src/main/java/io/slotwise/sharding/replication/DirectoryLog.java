package io.slotwise.sharding.replication;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The replicated log of what the cluster is: one more Raft group, with a state machine of its own.
 */
public interface DirectoryLog extends AutoCloseable {

  /**
   * Has a change applied on a majority; from a member that does not lead it is passed on to the one
   * that does. Fails where the outcome is unknown: the change may still be applied.
   *
   * @return what the state machine answered
   */
  CompletionStage<byte[]> propose(byte[] change);

  /** Whether this node leads the directory, so far as it knows. */
  boolean leading();

  /** Its voters as this node knows them. */
  List<Peer> voters();

  /** Gives the lead to another voter. Only its leader can. */
  CompletionStage<Void> transferTo(String nodeId);

  /** Makes these its voters. Only its leader can. */
  CompletionStage<Void> changeVoters(List<Peer> voters);

  @Override
  void close();

  /** What changes are applied to: the same on every member. Called by one thread, in order. */
  interface StateMachine {

    /**
     * Applies a change.
     *
     * @param index of its log entry; grows
     * @return the answer for whoever proposed it
     */
    byte[] apply(long index, byte[] change);

    /** Everything that was applied so far. */
    byte[] snapshot();

    /** Becomes what {@link #snapshot} gave, here or on another member. */
    void restore(byte[] snapshot);

    /** This member's log could not be written: it takes nothing more until it is opened again. */
    default void logFailed(Throwable cause) {}
  }
}
