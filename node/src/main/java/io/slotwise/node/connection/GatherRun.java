package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * A stretch of requests whose answers are those of all nodes together: begun one after the other,
 * without waiting in between, and answered in order when all nodes have. Used on the event loop
 * only.
 */
final class GatherRun {

  /** A request of the stretch, and what came of it. */
  static final class Item {
    final CatalogEntry command;
    final Args args;
    private Reply reply;

    private Item(CatalogEntry command, Args args) {
      this.command = command;
      this.args = args;
    }

    Reply reply() {
      return reply;
    }
  }

  private final ClientSession session;
  private final List<Item> items = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private int unanswered = 1;
  private Runnable whenDone;

  GatherRun(ClientSession session) {
    this.session = session;
  }

  /** Begins a request. */
  void add(CatalogEntry command, Args args) {
    Item item = new Item(command, args);
    items.add(item);
    unanswered++;
    begin(item)
        .whenComplete(
            (reply, failure) ->
                onLoop(
                    () -> {
                      item.reply = failure == null ? reply : OtherHandlers.failed(command, failure);
                      itemDone();
                    }));
  }

  private CompletionStage<Reply> begin(Item item) {
    try {
      return ((GatheredHandler) item.command.def().handler()).gather(session, item.args);
    } catch (RuntimeException error) {
      return CompletableFuture.failedFuture(error);
    }
  }

  List<Item> items() {
    return items;
  }

  long durationNanos() {
    return (System.nanoTime() - startNanos) / items.size();
  }

  /**
   * No request follows.
   *
   * @param later called on the event loop when all are answered, also before this returns
   */
  void end(Runnable later) {
    whenDone = later;
    itemDone();
  }

  private void itemDone() {
    if (--unanswered == 0) {
      whenDone.run();
    }
  }

  private void onLoop(Runnable code) {
    try {
      session.connection().execute(code);
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and the client with it.
    }
  }
}
