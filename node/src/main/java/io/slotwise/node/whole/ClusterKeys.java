package io.slotwise.node.whole;

import io.slotwise.node.whole.ShardCalls.Answer;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.ScanCursor;
import io.slotwise.sharding.replication.SlotRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The keys of a whole cluster, as a client sees them for whom it is one server. Nothing is done at
 * one moment on all shards: a count adds up what each has at its own, and a flush empties one a
 * little before the other.
 *
 * <p>A scan goes through one shard after the other, each asked of whoever leads it then: the slot
 * in the cursor says which one it is at.
 */
final class ClusterKeys implements AllKeys {

  private static final List<Bytes> COUNT = List.of(Bytes.of("DBSIZE"));
  private static final List<Bytes> DRAW = List.of(Bytes.of("RANDOMKEY"));

  private final ShardCalls calls;
  private final List<SlotRange> shards;
  private final RandomGenerator random;

  /**
   * @param random draws the shard of a random key
   */
  ClusterKeys(ClusterAccess access, RandomGenerator random) {
    this.calls = new ShardCalls(access);
    this.shards = access.shards();
    this.random = random;
  }

  /** What only looks. */
  private record Look<T>(
      List<Bytes> words, Function<AllKeys, CompletionStage<T>> look, Function<Reply, T> reader)
      implements ShardCalls.Question<T> {

    @Override
    public CompletionStage<T> here(AllKeys keys) {
      return look.apply(keys);
    }

    @Override
    public T read(Reply reply) {
      return reader.apply(reply);
    }

    @Override
    public boolean isRead() {
      return true;
    }
  }

  private record Flush(int database) implements ShardCalls.Question<Void> {

    @Override
    public List<Bytes> words() {
      return List.of(Bytes.of(database < 0 ? "FLUSHALL" : "FLUSHDB"));
    }

    @Override
    public CompletionStage<Void> here(AllKeys keys) {
      return keys.flush(database);
    }

    @Override
    public Void read(Reply reply) {
      return null;
    }

    @Override
    public boolean isRead() {
      return false;
    }
  }

  private List<Integer> allShards() {
    return IntStream.range(0, shards.size()).boxed().toList();
  }

  @Override
  public CompletionStage<Long> keyCount(int database) {
    return counts(database).thenApply(counts -> counts.stream().mapToLong(Answer::value).sum());
  }

  private CompletionStage<List<Answer<Long>>> counts(int database) {
    return calls.ask(
        allShards(),
        new Look<>(COUNT, keys -> keys.keyCount(database), reply -> ((Reply.Int) reply).value()));
  }

  @Override
  public CompletionStage<ScanStep> scan(
      int database, long cursor, KeyFilter filter, int countHint) {
    return new Scan(database, filter, Math.max(1, countHint)).from(cursor);
  }

  /**
   * One step, which goes on in the next shard as long as it has not found what it was asked for.
   */
  private final class Scan {

    private final int database;
    private final KeyFilter filter;
    private final int wanted;
    private final List<Bytes> found = new ArrayList<>();

    Scan(int database, KeyFilter filter, int wanted) {
      this.database = database;
      this.filter = filter;
      this.wanted = wanted;
    }

    CompletionStage<ScanStep> from(long cursor) {
      int slot = ScanCursor.slotOf(cursor);
      int shard =
          IntStream.range(0, shards.size())
              .filter(number -> shards.get(number).contains(slot))
              .findFirst()
              .orElseThrow();
      int count = wanted - found.size();
      return calls
          .ask(
              List.of(shard),
              new Look<>(
                  words(cursor, count),
                  keys -> keys.scan(database, cursor, filter, count),
                  ClusterKeys::step))
          .thenCompose(answers -> goOn(shard, answers.get(0).value()));
    }

    private CompletionStage<ScanStep> goOn(int shard, ScanStep step) {
      found.addAll(step.keys());
      if (step.cursor() != 0) {
        return CompletableFuture.completedStage(new ScanStep(step.cursor(), found));
      }
      if (shard + 1 == shards.size()) {
        return CompletableFuture.completedStage(new ScanStep(0, found));
      }
      long next = ScanCursor.atSlot(shards.get(shard + 1).first());
      return found.size() < wanted
          ? from(next)
          : CompletableFuture.completedStage(new ScanStep(next, found));
    }

    private List<Bytes> words(long cursor, int count) {
      List<Bytes> words = new ArrayList<>();
      words.add(Bytes.of("SCAN"));
      words.add(Bytes.of(Long.toUnsignedString(cursor)));
      words.add(Bytes.of("COUNT"));
      words.add(Bytes.of(Integer.toString(count)));
      if (filter.pattern() != null) {
        words.add(Bytes.of("MATCH"));
        words.add(filter.pattern());
      }
      if (filter.type() != null) {
        words.add(Bytes.of("TYPE"));
        words.add(filter.type());
      }
      return words;
    }
  }

  private static ScanStep step(Reply reply) {
    List<Reply> parts = ((Reply.Array) reply).elements();
    String cursor = ((Reply.Bulk) parts.get(0)).bytes().latin1();
    return new ScanStep(
        Long.parseUnsignedLong(cursor),
        ((Reply.Array) parts.get(1)).elements().stream().map(ClusterKeys::bytes).toList());
  }

  /** Null of nothing. */
  private static Bytes bytes(Reply reply) {
    return reply instanceof Reply.Bulk bulk ? bulk.bytes() : null;
  }

  @Override
  public CompletionStage<Bytes> randomKey(int database) {
    return counts(database).thenCompose(counts -> draw(database, counts));
  }

  /** From one of those that have keys, more likely from one that has many. */
  private CompletionStage<Bytes> draw(int database, List<Answer<Long>> counts) {
    long total = counts.stream().mapToLong(Answer::value).sum();
    if (total == 0) {
      return CompletableFuture.completedStage(null);
    }
    long left = random.nextLong(total);
    int drawn = 0;
    while (left >= counts.get(drawn).value()) {
      left -= counts.get(drawn).value();
      drawn++;
    }
    List<Answer<Long>> others = new ArrayList<>(counts);
    Answer<Long> one = others.remove(drawn);
    return calls
        .ask(one.shards(), new Look<>(DRAW, keys -> keys.randomKey(database), ClusterKeys::bytes))
        .thenCompose(keys -> oneOf(keys, database, others));
  }

  /** Where all keys had expired, one of another place. */
  private CompletionStage<Bytes> oneOf(
      List<Answer<Bytes>> keys, int database, List<Answer<Long>> others) {
    return keys.stream()
        .filter(key -> key.value() != null)
        .findAny()
        .<CompletionStage<Bytes>>map(key -> CompletableFuture.completedStage(key.value()))
        .orElseGet(() -> draw(database, others));
  }

  @Override
  public CompletionStage<Void> flush(int database) {
    return calls.ask(allShards(), new Flush(database)).thenApply(done -> null);
  }
}
