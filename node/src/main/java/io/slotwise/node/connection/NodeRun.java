package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** A request on the whole node or more, which may take its time. Used on the event loop only. */
final class NodeRun {

  final CatalogEntry command;
  final Args args;
  private final ExecutionServices services;
  private final ClientSession session;
  private final long startNanos = System.nanoTime();
  private boolean starting;
  private Reply reply;
  private long endNanos;

  NodeRun(ExecutionServices services, ClientSession session, CatalogEntry command, Args args) {
    this.services = services;
    this.session = session;
    this.command = command;
    this.args = args;
  }

  /**
   * Begins it.
   *
   * @param later called on the event loop when it is answered; not called when this returns true
   * @return whether it is answered already
   */
  boolean run(Runnable later) {
    CompletionStage<Reply> stage = OtherHandlers.onNode(services, session, command, args);
    starting = true;
    stage.whenComplete(
        (answer, failure) ->
            onLoop(
                () -> {
                  reply = failure == null ? answer : OtherHandlers.failed(command, failure);
                  endNanos = System.nanoTime();
                  if (!starting) {
                    later.run();
                  }
                }));
    starting = false;
    if (reply == null && command.isWrite()) {
      session.tracking().hold();
    }
    return reply != null;
  }

  Reply reply() {
    return reply;
  }

  long durationNanos() {
    return endNanos - startNanos;
  }

  private void onLoop(Runnable code) {
    try {
      session.connection().execute(code);
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and the client with it.
    }
  }
}
