package io.slotwise.node.peers;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;

/**
 * Something to be said to another node.
 *
 * @param dependsOn the log position that must be durable first, or 0
 */
record Letter(Args request, long dependsOn, Receiver receiver) {

  /** What a letter costs besides its contents. */
  private static final long LETTER_BYTES = 64;

  /** Who is told what became of it; on any thread. */
  interface Receiver {

    void replied(Bytes reply);

    /** There will be no reply. */
    void lost();

    /** Nobody wants to know. */
    Receiver NOBODY =
        new Receiver() {
          @Override
          public void replied(Bytes reply) {}

          @Override
          public void lost() {}
        };
  }

  long sizeBytes() {
    return request.sizeBytes() + LETTER_BYTES;
  }
}
