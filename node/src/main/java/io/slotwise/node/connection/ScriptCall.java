package io.slotwise.node.connection;

import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Reply;

/**
 * A program of a client with its arguments, ready to run: what EVAL and FCALL make of a request. It
 * may be run more than once, from its beginning, as long as no run was kept.
 */
public interface ScriptCall {

  /** Who ends it, and what is said to those who wait for it. */
  enum Kind {
    SCRIPT,
    FUNCTION;

    private final Reply.Error busy =
        new Reply.Error(
            ErrorCode.BUSY,
            "Redis is busy running a script. You can only call "
                + name()
                + " KILL or SHUTDOWN NOSAVE.");

    /** To who needs what a slow one holds. */
    Reply.Error busy() {
      return busy;
    }
  }

  /**
   * What has become of a run.
   *
   * @param keepsWrites whether what it wrote is to become real
   */
  record Outcome(Reply reply, boolean keepsWrites) {}

  Kind kind();

  /** What FUNCTION STATS calls it: the function's name, or a script's SHA-1. */
  String name();

  /** Whether it may call no command that writes. */
  boolean isReadOnly();

  /** Whether it is worth trying on an event loop: it has not turned out to take long before. */
  boolean seemsShort();

  /** It has turned out not to fit on an event loop. */
  void tookLong();

  /**
   * Runs it to its end on the calling thread. It throws nothing but what {@link TransactionScope}
   * and the watch throw.
   */
  Outcome run(TransactionScope scope, ScriptWatch watch);
}
