package io.slotwise.ops.debug;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Session;
import io.slotwise.sharding.api.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * {@code DEBUG POPULATE count [prefix] [size]}: many keys at once, without a client sending them.
 */
final class Population {

  private static final int KEYS_PER_STEP = 512;
  private static final Reply.Error OUT_OF_RANGE =
      Errors.err("value is out of range, must be positive");

  private final DataStore store;
  private final Executor executor;

  Population(DataStore store, Executor executor) {
    this.store = store;
    this.executor = executor;
  }

  /** What to make. {@code sizeBytes} 0: values are as long as their text. */
  private record Order(long count, String prefix, int sizeBytes, int database) {}

  /** Reply: OK when all are there. Errors: count or size is no number of at least 0. */
  CompletionStage<Reply> run(Session session, Args args) {
    long count = args.integer(2, OUT_OF_RANGE);
    long size = args.count() > 4 ? args.integer(4, OUT_OF_RANGE) : 0;
    if (count < 0 || size < 0 || size > Integer.MAX_VALUE) {
      return CompletableFuture.completedFuture(OUT_OF_RANGE);
    }
    String prefix = args.count() > 3 ? args.get(3).latin1() : "key";
    Order order = new Order(count, prefix, (int) size, session.database());
    return from(0, order).thenApply(done -> Replies.OK);
  }

  private CompletionStage<Void> from(long first, Order order) {
    if (first >= order.count()) {
      return CompletableFuture.completedFuture(null);
    }
    int step = (int) Math.min(KEYS_PER_STEP, order.count() - first);
    CompletableFuture<?>[] writes = new CompletableFuture<?>[step];
    for (int i = 0; i < step; i++) {
      long number = first + i;
      Bytes key = latin1(order.prefix() + ":" + number);
      Bytes value = value(number, order.sizeBytes());
      writes[i] =
          store
              .onSlotOf(key, order.database(), (keys, k) -> putIfAbsent(keys, k, value))
              .toCompletableFuture();
    }
    return CompletableFuture.allOf(writes)
        .thenComposeAsync(done -> from(first + step, order), executor);
  }

  private static Reply putIfAbsent(Keyspace keys, Bytes key, Bytes value) {
    if (keys.peek(key) == null) {
      keys.put(key, Value.string(value));
    }
    return Replies.OK;
  }

  /** {@code value:<number>}, cut or filled up with zero bytes to a size. */
  private static Bytes value(long number, int sizeBytes) {
    Bytes text = latin1("value:" + number);
    return sizeBytes == 0 ? text : Bytes.wrap(Arrays.copyOf(text.toArray(), sizeBytes));
  }

  private static Bytes latin1(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
