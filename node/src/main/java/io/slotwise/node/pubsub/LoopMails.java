package io.slotwise.node.pubsub;

import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import java.util.concurrent.TimeUnit;

/** The mail of all event loops. Usable from any thread. */
public final class LoopMails {

  private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LoopMail[] ofLoop;

  public LoopMails(int loops) {
    ofLoop = new LoopMail[loops];
    for (int i = 0; i < loops; i++) {
      ofLoop[i] = new LoopMail();
    }
  }

  LoopMail of(int loop) {
    return ofLoop[loop];
  }

  /**
   * Pushes to one connection.
   *
   * @param bytes about the size of the message
   * @param dependsOn the log position that it tells of, or 0
   */
  public void push(Connection to, Reply message, long bytes, long dependsOn) {
    ofLoop[to.loopIndex()].post(to, bytes, () -> to.push(message, dependsOn));
  }

  /**
   * How long a connection that has sent something is to wait before it goes on: 0 unless an event
   * loop falls behind with what is to be delivered there.
   */
  public long delayNanosForSenders() {
    for (LoopMail mail : ofLoop) {
      if (mail.isFull()) {
        return DELAY_NANOS;
      }
    }
    return 0;
  }
}
