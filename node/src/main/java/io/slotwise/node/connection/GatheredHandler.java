package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Handler;
import java.util.concurrent.CompletionStage;

/**
 * The code of a command on the connection whose answer, to a client that sees the cluster as one
 * server, is that of all nodes together. To everybody else, inside MULTI and in scripts it is that
 * of this node.
 */
public interface GatheredHandler extends Handler.OnConnection {

  /** Whether other nodes have a part in the answer to this request at present: cheap. */
  boolean concernsOthers(Args args);

  /** Runs it here and there. The answer may come on any thread. */
  CompletionStage<Reply> gather(ClientSession client, Args args);
}
