package io.slotwise.node.command;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The cluster as the CLUSTER commands see it, on a node that is in one. For any thread; nothing
 * here waits.
 */
public interface ClusterControl {

  /**
   * A node.
   *
   * @param reachable whether this node can speak to it at the moment
   * @param seenSinceMs Unix time since when that is so; 0 where it is not
   */
  record Node(
      String id,
      String host,
      int port,
      int clusterClientPort,
      int busPort,
      String state,
      boolean reachable,
      long seenSinceMs) {}

  /**
   * A shard.
   *
   * @param leaderId null where nobody is known
   * @param replicaIds who else has a copy
   * @param nextIds who shall have it, while it moves
   * @param term in which the leader leads
   */
  record Shard(
      int first,
      int last,
      String leaderId,
      List<String> replicaIds,
      List<String> nextIds,
      long term) {
    public Shard {
      replicaIds = List.copyOf(replicaIds);
      nextIds = List.copyOf(nextIds);
    }
  }

  /**
   * This node's copy of a shard.
   *
   * @param leads whether this node serves the shard
   * @param appliedIndex of the last entry of the shard's log that memory has
   * @param committedIndex of the last one that a majority has
   */
  record Replica(int shard, boolean leads, long term, long appliedIndex, long committedIndex) {}

  /** Whether nodes show each other certificates, and only such are taken in. */
  boolean isSecured();

  /** How the cluster stands, as far as this node knows. */
  record Snapshot(long epoch, List<Node> nodes, List<Shard> shards) {
    public Snapshot {
      nodes = List.copyOf(nodes);
      shards = List.copyOf(shards);
    }
  }

  String selfId();

  Snapshot snapshot();

  /** The copies that this node has. */
  List<Replica> replicas();

  /** Everything that {@code slotwise cluster status} shows, as JSON. */
  String status();

  /**
   * Takes a node into the cluster.
   *
   * @param memberJson how it describes itself
   * @return the cluster's map as JSON
   */
  CompletionStage<String> admit(String memberJson);

  /** What can be done to a node. */
  enum NodeChange {
    /** It gives its shards away. */
    DRAIN,
    /** It takes shards again. */
    RESUME,
    /** It gives its shards away and is forgotten then. */
    REMOVE
  }

  CompletionStage<Void> change(String nodeId, NodeChange change);

  /** Has a shard's copy moved from one node to another. */
  CompletionStage<Void> move(int shard, String fromId, String toId);

  /** Has a node lead a shard of which it has a copy. */
  CompletionStage<Void> lead(int shard, String nodeId);

  /** Has this node lead all shards of which it has a copy: CLUSTER FAILOVER. */
  CompletionStage<Void> takeOver();

  /** Sets how many copies of each shard the cluster keeps. */
  CompletionStage<Void> setReplicas(int replicas);

  /**
   * Has formats written that every member reads: from then on no older version can take part.
   *
   * @return the level
   */
  CompletionStage<Integer> raiseLevel();
}
