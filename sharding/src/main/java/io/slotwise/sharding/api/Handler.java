package io.slotwise.sharding.api;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import java.util.concurrent.CompletionStage;

/** The code behind a command. Where it runs decides what it may touch. */
public sealed interface Handler {

  /**
   * Runs in the turn of its keys' slots, all of them held together. It touches keys and nothing
   * else.
   */
  non-sealed interface OnSlot extends Handler {
    Reply run(Keyspace keys, Args args);
  }

  /** Runs on the connection's event loop, between requests. It must not wait for anything. */
  non-sealed interface OnConnection extends Handler {
    Reply run(Session session, Args args);
  }

  /**
   * Takes time or looks at many slots. The reply may come on any thread; the connection waits for
   * it without a thread.
   */
  non-sealed interface OnNode extends Handler {
    CompletionStage<Reply> run(Session session, Args args);
  }
}
