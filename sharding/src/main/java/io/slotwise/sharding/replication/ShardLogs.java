package io.slotwise.sharding.replication;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The replicas of shards that a node hosts, and their part in each shard's log. Thread-safe. */
public interface ShardLogs extends AutoCloseable {

  /**
   * Hosts a replica: what the disk has of it goes on, else it begins empty. Does nothing where it
   * is hosted already.
   *
   * @param voters the members of a group that begins; who learns the shard from its members gives
   *     an empty list and becomes a voter by {@link #changeVoters} on the leader
   */
  CompletionStage<Void> open(int shard, List<Peer> voters);

  /**
   * Stops hosting the shard and deletes its log and its data. Until that is done it must not be
   * opened again.
   */
  CompletionStage<Void> drop(int shard);

  Set<Integer> hosted();

  /**
   * Whether a hosted replica has heard that its group goes on without it. It takes part no more:
   * where it is to vote again, it has to be dropped and opened anew.
   */
  boolean isVotedOut(int shard);

  /**
   * The term in which what this node says of the shard is true now, or 0: it leads, has applied
   * everything before its term, and holds the lease. Needs no round trip; event loops may call it.
   * Whether it should begin anything on the shard is told by its {@link #role}.
   */
  long servingTerm(int shard);

  ShardRole role(int shard);

  /**
   * From now on tells the listener of every change of a role, on any thread, in the order of each
   * shard. Losing the right to serve is told before anything of what was lost is taken back.
   */
  void onRole(Consumer<ShardRole> listener);

  /**
   * Gives the lead to another voter. Only its leader can. This node's role ends first, then
   * everything that it took is replicated, then the other one is elected; where that fails, this
   * node leads on.
   */
  CompletionStage<Void> transferTo(int shard, String nodeId);

  /**
   * Makes these the voters of a shard: who is new learns the shard first. Only its leader can; new
   * voters must have opened the shard with an empty list before.
   */
  CompletionStage<Void> changeVoters(int shard, List<Peer> voters);

  ShardStatus status(int shard);

  /**
   * Asks the voters of a shard who has its log up to an entry; needs no lead.
   *
   * @param index of an entry that was committed
   * @param sync whether they are to bring it to their disks first
   * @return who has; who does not answer within some seconds has not. Nobody where the shard is not
   *     hosted here
   */
  CompletionStage<Copies> copies(int shard, long index, boolean sync);

  @Override
  void close();
}
