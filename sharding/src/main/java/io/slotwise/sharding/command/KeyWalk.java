package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Glob;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.ReplyRoom;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.KeyFilter;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One walk through all keys of a database, a scan from end to end. A scan may return a key twice,
 * so they are gathered in a set.
 */
final class KeyWalk {

  private static final int KEYS_PER_STEP = 1000;

  private final AllKeys keys;
  private final int database;
  private final KeyFilter filter;
  private final Set<Bytes> found = new LinkedHashSet<>();
  private final ReplyRoom room = new ReplyRoom();
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();
  private long cursor;

  KeyWalk(AllKeys keys, int database, Bytes pattern) {
    this.keys = keys;
    this.database = database;
    this.filter = new KeyFilter(Glob.matchesAll(pattern) ? null : pattern, null);
  }

  CompletionStage<Reply> start() {
    walk();
    return reply;
  }

  /** Goes on in a loop while steps are there at once, so that the stack does not grow with them. */
  private void walk() {
    boolean more = true;
    while (more) {
      CompletableFuture<AllKeys.ScanStep> step =
          keys.scan(database, cursor, filter, KEYS_PER_STEP).toCompletableFuture();
      if (!step.isDone() || step.isCompletedExceptionally()) {
        step.whenComplete(this::resume);
        return;
      }
      more = gather(step.getNow(null));
    }
  }

  private void resume(AllKeys.ScanStep step, Throwable failure) {
    if (failure != null) {
      reply.completeExceptionally(failure);
    } else if (gather(step)) {
      walk();
    }
  }

  /** False at the end. */
  private boolean gather(AllKeys.ScanStep step) {
    try {
      step.keys().stream().filter(found::add).forEach(room::element);
    } catch (CommandError tooLarge) {
      reply.complete(tooLarge.reply());
      return false;
    }
    cursor = step.cursor();
    if (cursor == 0) {
      reply.complete(new Reply.Array(found.stream().map(Replies::bulk).toList()));
    }
    return cursor != 0;
  }
}
