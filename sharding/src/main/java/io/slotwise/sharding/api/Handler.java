package io.slotwise.sharding.api;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import java.util.List;
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

    /** Why a script may not call it with these arguments, or null. */
    default Reply.Error refuseInScript(Args args) {
      return null;
    }

    /** The same where nothing may be waited for: inside MULTI and in scripts. */
    default Reply runWithoutWaiting(Keyspace keys, Args args) {
      Attempt attempt = attempt(keys, args);
      return attempt.waiting() == null ? attempt.reply() : attempt.waiting().withoutWaiting();
    }
  }

  /** Like {@link OnSlot}, but remembers in the session what it has seen: WATCH. */
  non-sealed interface Watching extends Handler {
    Reply run(Session session, Keyspace keys, Args args);
  }

  /** Runs on the connection's event loop, between requests. It must not wait for anything. */
  non-sealed interface OnConnection extends Handler {
    Reply run(Session session, Args args);

    /**
     * Whether it changes what the requests behind it mean (SELECT): then it keeps its place among
     * them inside MULTI, on whatever thread that is.
     */
    default boolean bearsOnKeys() {
      return false;
    }
  }

  /**
   * Tells others something that cannot be taken back: PUBLISH. Where it is part of what may still
   * be taken back, it waits for the end of that.
   */
  interface Announcing extends OnConnection {

    /** What {@link #run} would answer at this moment, without doing it. */
    Reply foresee(Session session, Args args);
  }

  /** Run by the executor of the connection's requests, for it is about them. */
  enum ByExecutor implements Handler {
    /** Runs the requests queued since MULTI. */
    EXEC
  }

  /**
   * Runs a program of the client's, which itself calls commands: EVAL, FCALL. How it does that is
   * between the node and whoever wrote the handler.
   */
  non-sealed interface Scripted extends Handler {}

  /**
   * Takes time or looks at many slots. The reply may come on any thread; the connection waits for
   * it without a thread.
   */
  non-sealed interface OnNode extends Handler {
    CompletionStage<Reply> run(Session session, Args args);
  }

  /**
   * Like {@link OnNode}, but concerns whole databases: in a cluster those of all nodes, or of one,
   * as the client sees it.
   */
  non-sealed interface OnDatabases extends Handler {

    /**
     * @param keys that it concerns
     */
    CompletionStage<Reply> run(AllKeys keys, Session session, Args args);
  }

  /**
   * Like {@link OnNode}, but concerns every node of a cluster: each does its part, and one reply is
   * made of theirs.
   */
  non-sealed interface OnEveryNode extends Handler {

    /** A node's own part. */
    CompletionStage<Reply> run(Session session, Args args);

    /**
     * Whether other nodes need not be asked.
     *
     * @param reply of the node that the command came to
     */
    boolean isSettledBy(Reply reply);

    /**
     * The one reply.
     *
     * @param reply of the node that the command came to
     * @param others what the others say; an error for one that says nothing
     */
    Reply merge(Reply reply, List<Reply> others);
  }
}
