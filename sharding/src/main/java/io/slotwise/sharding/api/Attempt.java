package io.slotwise.sharding.api;

import io.slotwise.protocol.Reply;

/**
 * What came of a request that may wait: its reply, or what it waits for.
 *
 * @param reply null when it waits
 * @param waiting null when it is answered
 */
public record Attempt(Reply reply, Waiting waiting) {

  public static Attempt answered(Reply reply) {
    return new Attempt(reply, null);
  }

  public static Attempt waits(Waiting waiting) {
    return new Attempt(null, waiting);
  }
}
