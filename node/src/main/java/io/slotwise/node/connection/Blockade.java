package io.slotwise.node.connection;

import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Reply;

/** What a client waits for, so that somebody else can end it (CLIENT UNBLOCK). Any thread. */
public interface Blockade {

  /** The reply to who is freed with an error. */
  Reply UNBLOCKED = new Reply.Error(ErrorCode.UNBLOCKED, "client unblocked via CLIENT UNBLOCK");

  /** Ends it as if the time were up. False if it has ended already. */
  boolean endByTimeout();

  /** Ends it with the error UNBLOCKED. False if it has ended already. */
  boolean endWithError();
}
