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

  /**
   * Like {@link OnSlot}, but may wait for one of its keys: BLPOP, XREAD with BLOCK. The connection
   * goes no further until it is answered, and no thread waits.
   */
  non-sealed interface Blocking extends Handler {
    Attempt attempt(Keyspace keys, Args args);

    /** The same where nothing may be waited for: inside MULTI and in scripts. */
    default Reply runWithoutWaiting(Keyspace keys, Args args) {
      Attempt attempt = attempt(keys, args);
      return attempt.waiting() == null ? attempt.reply() : attempt.waiting().withoutWaiting();
    }
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
