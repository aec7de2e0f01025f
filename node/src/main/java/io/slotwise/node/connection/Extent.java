package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.Handler;
import java.util.concurrent.CompletionStage;

/**
 * How far a client's commands reach that are not on certain keys: this node, or a whole cluster. To
 * be asked on the client's event loop.
 */
public interface Extent {

  /** The keys that its commands on whole databases concern. */
  AllKeys keys(ClientSession session);

  /** Runs a command on every node that there is. */
  CompletionStage<Reply> run(ClientSession session, Handler.OnEveryNode handler, Args args);

  /** Whether there may be other nodes. */
  boolean isCluster();

  /** A node that is in no cluster. */
  static Extent ofNode(AllKeys keys) {
    return new Extent() {
      @Override
      public AllKeys keys(ClientSession session) {
        return keys;
      }

      @Override
      public CompletionStage<Reply> run(
          ClientSession session, Handler.OnEveryNode handler, Args args) {
        return handler.run(session, args);
      }

      @Override
      public boolean isCluster() {
        return false;
      }
    };
  }
}
