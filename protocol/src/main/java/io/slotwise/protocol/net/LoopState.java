package io.slotwise.protocol.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.slotwise.protocol.resp.ReplyEncoder;

/** What belongs to one event loop's thread. */
final class LoopState {

  /** How deep actors may run inside one another before they queue up on the loop. */
  private static final int DEPTH_MAX = 16;

  private final int index;
  private EventLoop eventLoop;
  private int depth;

  /** Where all connections of the loop encode, one inside the other like a stack. */
  final ReplyEncoder encoder = new ReplyEncoder();

  /** The stretch of replies that is on top of the encoder; null for none. */
  ReplyStretch encoding;

  final LoopReadBuffer readBuffer = new LoopReadBuffer();

  LoopState(int index) {
    this.index = index;
  }

  /** The state of the calling thread, or null when it is no event loop of ours. */
  static LoopState current() {
    return Thread.currentThread() instanceof LoopThread thread ? thread.state : null;
  }

  int index() {
    return index;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  /** Binds the calling thread to this state, for good. */
  void bind(EventLoop loop) {
    eventLoop = loop;
    ((LoopThread) Thread.currentThread()).state = this;
  }

  /** Runs the task now when that is possible on this, the calling thread; else queues it. */
  void runOrQueue(Runnable task) {
    if (depth >= DEPTH_MAX) {
      eventLoop.execute(task);
      return;
    }
    depth++;
    try {
      task.run();
    } finally {
      depth--;
    }
  }

  /** A thread that knows its loop without a look-up. */
  static final class LoopThread extends FastThreadLocalThread {

    private LoopState state;

    LoopThread(Runnable work, String name) {
      super(work, name);
    }
  }
}
