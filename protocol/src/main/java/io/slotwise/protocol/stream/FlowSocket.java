package io.slotwise.protocol.stream;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;

/**
 * The socket under a connection's flow, as the stages of the flow see it. Used on the event loop
 * only. The signals given to it run on the loop, each at most once for each time it was due.
 */
public interface FlowSocket {

  /** The signals that wake a flow. */
  interface Signals {

    /** There may be a batch again, or the input has ended. Due after a null batch. */
    void input();

    /** There is room again. Due after {@link FlowSocket#isWritable()} said no. */
    void room();

    /** The socket is gone. */
    void closed();
  }

  void attach(Signals signals);

  /** The next batch, or null when no whole request is there. */
  RequestBatch nextBatch();

  /** No batch will come any more after a null one. */
  boolean inputEnded();

  /** Begins a synchronous stretch of replies; {@link #endReplies()} ends it in the same call. */
  void beginReplies();

  void endReplies();

  /** Encodes a reply; it stays back until {@link #submit()}. */
  void write(Reply reply);

  /** The same for a reply that has been encoded already. */
  void writeEncoded(Bytes reply);

  /** What is submitted from now on, and what was not yet, waits for the log to be durable there. */
  void dependsOn(long logPosition);

  /** Lets what was written leave at the end of the loop's turn. */
  void submit();

  /** Whether the client takes what it is sent, so that more may be produced. */
  boolean isWritable();

  boolean isOpen();

  void close();

  void closeOnceFlushed();
}
