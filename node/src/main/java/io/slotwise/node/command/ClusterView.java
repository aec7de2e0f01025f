package io.slotwise.node.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Session;

/** The questions about a cluster, in the shapes of Redis Cluster. */
interface ClusterView {

  /** {@code CLUSTER MYID} and {@code MYSHARDID}: a node is its own shard. Reply: bulk. */
  Reply myId(Session session, Args args);

  /** {@code CLUSTER INFO}. Reply: verbatim text, {@code name:value} lines. */
  Reply info(Session session, Args args);

  /** {@code CLUSTER NODES}. Reply: verbatim text, a line for each node. */
  Reply nodes(ClientSession client, Args args);

  /** {@code CLUSTER SLOTS}. Reply: array of ranges, each with its nodes. */
  Reply slots(ClientSession client, Args args);

  /** {@code CLUSTER SHARDS}. Reply: array of shards, each a map of slots and nodes. */
  Reply shards(ClientSession client, Args args);

  /** {@code CLUSTER LINKS}. Reply: array of maps, two for each other node. */
  Reply links(Session session, Args args);

  /** {@code CLUSTER REPLICAS node-id}. Reply: an empty array. Errors: ERR Unknown node. */
  Reply replicas(Session session, Args args);

  /** {@code CLUSTER COUNT-FAILURE-REPORTS node-id}. Reply: integer 0. Errors: ERR Unknown node. */
  Reply failureReports(Session session, Args args);
}
