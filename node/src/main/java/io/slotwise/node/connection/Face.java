package io.slotwise.node.connection;

/** How a node of a cluster shows itself to a client: as the port says that it came to. */
public enum Face {
  /** One server that has every key: what another node serves is passed on to it. */
  ONE_SERVER,
  /** A node of a Redis Cluster: who asks for what it does not serve is told who does. */
  CLUSTER,
  /** To another node that passes on what a client of its own asked: nothing is passed on again. */
  PEER
}
