package io.slotwise.node.pubsub;

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

  /** See {@link LoopMail#post}. */
  public void post(Connection onLoop, long bytes, Runnable delivery) {
    ofLoop[onLoop.loopIndex()].post(onLoop, bytes, delivery);
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
