package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Glob;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.AllKeys;
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

  private final AllKeys store;
  private final int database;
  private final Bytes pattern;
  private final Set<Bytes> found = new LinkedHashSet<>();
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();
  private long cursor;

  KeyWalk(AllKeys store, int database, Bytes pattern) {
    this.store = store;
    this.database = database;
    this.pattern = Glob.matchesAll(pattern) ? null : pattern;
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
          store.scan(database, cursor, KEYS_PER_STEP).toCompletableFuture();
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
    for (AllKeys.ScannedKey key : step.keys()) {
      if (pattern == null || Glob.matches(pattern, key.key())) {
        found.add(key.key());
      }
    }
    cursor = step.cursor();
    if (cursor == 0) {
      reply.complete(new Reply.Array(found.stream().map(Replies::bulk).toList()));
    }
    return cursor != 0;
  }
}
