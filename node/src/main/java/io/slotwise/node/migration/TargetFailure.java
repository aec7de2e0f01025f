package io.slotwise.node.migration;

import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Reply;

/** The target cannot be reached, or does not take or answer what it is sent. */
final class TargetFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** What was being done, in Redis's words. */
  enum Doing {
    CONNECTING("connecting to the client"),
    WRITING("writing to target instance"),
    READING("reading to target instance");

    private final Reply.Error reply;

    Doing(String words) {
      reply = new Reply.Error(ErrorCode.IOERR, "error or timeout " + words);
    }
  }

  private final Doing doing;

  TargetFailure(Doing doing, Throwable cause) {
    super(doing.reply.message(), cause);
    this.doing = doing;
  }

  Reply.Error reply() {
    return doing.reply;
  }
}
