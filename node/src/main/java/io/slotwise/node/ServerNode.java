package io.slotwise.node;

/** A running node. */
public final class ServerNode {

  private final int port;

  private ServerNode(int port) {
    this.port = port;
  }

  /** Starts a node and returns when it serves clients. */
  public static ServerNode start(NodeSettings settings) {
    throw new UnsupportedOperationException("this build has no server yet");
  }

  /** The port that clients connect to. */
  public int port() {
    return port;
  }

  /** Stops cleanly; a second call does nothing. */
  public void stop() {}

  /** Returns when the node has stopped. */
  public void awaitTermination() {}
}
