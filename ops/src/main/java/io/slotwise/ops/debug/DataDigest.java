package io.slotwise.ops.debug;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Session;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Checksums of data that do not depend on the order of keys and are equal to those that DEBUG
 * DIGEST of redis-server gives for the same data. It walks all keys in memory: for tests only.
 */
final class DataDigest {

  private static final int KEYS_PER_STEP = 512;

  /** Redis's number of the type of streams, between which and ours there is that of modules. */
  private static final int STREAM = 6;

  private final DataStore store;
  private final int databases;
  private final Contents contents;
  private final Executor executor;

  DataDigest(DataStore store, int databases, Contents contents, Executor executor) {
    this.store = store;
    this.databases = databases;
    this.contents = contents;
    this.executor = executor;
  }

  /** Reply: status, 40 hexadecimal digits; zeros for no data. */
  CompletionStage<Reply> ofAll() {
    MixedSha1 all = new MixedSha1();
    return database(0, all).thenApply(done -> new Reply.Status(all.hex()));
  }

  private CompletionStage<Void> database(int database, MixedSha1 all) {
    if (database == databases) {
      return CompletableFuture.completedFuture(null);
    }
    return keys(database, 0, new HashSet<>())
        .thenComposeAsync(keys -> mixDatabase(database, keys, all), executor)
        .thenComposeAsync(done -> database(database + 1, all), executor);
  }

  /** Every key of a database, each once: a scan may return one twice. */
  private CompletionStage<Set<Bytes>> keys(int database, long cursor, Set<Bytes> found) {
    return store
        .scan(database, cursor, KeyFilter.ALL, KEYS_PER_STEP)
        .thenComposeAsync(
            step -> {
              found.addAll(step.keys());
              return step.cursor() == 0
                  ? CompletableFuture.completedFuture(found)
                  : keys(database, step.cursor(), found);
            },
            executor);
  }

  private CompletionStage<Void> mixDatabase(int database, Set<Bytes> keys, MixedSha1 all) {
    List<CompletableFuture<MixedSha1>> digests = new ArrayList<>();
    for (Bytes key : keys) {
      MixedSha1 one = new MixedSha1();
      one.mix(key);
      digests.add(valueOf(key, database, one));
    }
    return CompletableFuture.allOf(digests.toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> mixTogether(database, digests, all));
  }

  private static void mixTogether(
      int database, List<CompletableFuture<MixedSha1>> digests, MixedSha1 all) {
    boolean first = true;
    for (CompletableFuture<MixedSha1> digest : digests) {
      // Complete: allOf has waited for it.
      MixedSha1 one = digest.getNow(null);
      if (one == null) {
        continue;
      }
      if (first) {
        all.mix(MixedSha1.bigEndian(database));
        first = false;
      }
      all.add(one);
    }
  }

  /** {@code DEBUG DIGEST-VALUE key ...}. Reply: array of status; zeros for a missing key. */
  CompletionStage<Reply> ofKeys(Session session, Args args) {
    List<CompletableFuture<MixedSha1>> digests = new ArrayList<>();
    for (int i = 2; i < args.count(); i++) {
      digests.add(valueOf(args.get(i).compact(), session.database(), new MixedSha1()));
    }
    return CompletableFuture.allOf(digests.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> new Reply.Array(digests.stream().map(d -> status(d.getNow(null))).toList()));
  }

  private static Reply status(MixedSha1 digest) {
    return new Reply.Status(digest == null ? new MixedSha1().hex() : digest.hex());
  }

  /** Mixes the value at the key into a digest; null when there is none. */
  private CompletableFuture<MixedSha1> valueOf(Bytes key, int database, MixedSha1 start) {
    CompletableFuture<MixedSha1> mixed = new CompletableFuture<>();
    store
        .onSlotOf(key, database, (keys, k) -> peeked(keys, k, start, mixed))
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                mixed.completeExceptionally(failure);
              }
            });
    return mixed;
  }

  /** Mixes what is in a value. */
  private record Mixer(MixedSha1 digest) implements Contents.Visitor {

    @Override
    public void inOrder(Bytes part) {
      digest.mix(part);
    }

    @Override
    public void member(Bytes member) {
      digest.xorHashOf(member);
    }

    @Override
    public void pair(Bytes first, Bytes second) {
      MixedSha1 pair = new MixedSha1();
      pair.mix(first);
      pair.mix(second);
      digest.add(pair);
    }
  }

  /** May run more than once, when a value has to come from disk: it only reads until the end. */
  private Reply peeked(
      Keyspace keys, Bytes key, MixedSha1 start, CompletableFuture<MixedSha1> mixed) {
    Value value = keys.peek(key);
    if (value == null) {
      mixed.complete(null);
    } else {
      ValueType type = value.type();
      start.mix(MixedSha1.bigEndian(type == ValueType.STREAM ? STREAM : type.code()));
      contents.show(keys, key, value, new Mixer(start));
      if (value.hasExpiry()) {
        start.xorHashOf(Bytes.of("!!expire!!"));
      }
      mixed.complete(start);
    }
    return Replies.OK;
  }
}
