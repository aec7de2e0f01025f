package io.slotwise.sharding.store;

import io.slotwise.protocol.Reply;

/**
 * A command, script or transaction takes more of the heap than one request may. Unlike what a
 * command finds out before it writes, this may come in the middle: all of it is to be taken back.
 */
public final class RequestTooLarge extends RuntimeException {

  private final transient Reply.Error reply;

  public RequestTooLarge(Reply.Error reply) {
    super(reply.message(), null, false, false);
    this.reply = reply;
  }

  public Reply.Error reply() {
    return reply;
  }
}
