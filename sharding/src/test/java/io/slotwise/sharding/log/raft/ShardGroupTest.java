package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.sharding.log.Durability;
import io.slotwise.sharding.log.LogEntry;
import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.ShardPicture;
import io.slotwise.sharding.log.ShardStore;
import io.slotwise.sharding.log.raft.EntryFormat.Header;
import io.slotwise.sharding.replication.Acknowledge;
import io.slotwise.sharding.replication.SlotRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What entries do on a replica, entry by entry. */
class ShardGroupTest {

  private static final int SHARD = 0;
  private static final int SLOT = 0;
  private static final long ORIGIN = 7;
  private static final long ANOTHER = 8;

  private final ReplicatedLog log = new ReplicatedLog(1, 100, Durability.FSYNC);
  private final Recorder store = new Recorder();
  private final List<ByteBuffer> entries = new ArrayList<>();
  private final List<Long> terms = new ArrayList<>();
  private ShardGroup group;

  /** Effects are words; what was done again is written down as position and word. */
  private static final class Recorder implements ShardStore {
    final List<String> done = new ArrayList<>();
    Reach.OfShard written;
    BooleanSupplier isFull = () -> false;

    @Override
    public void redo(SlotRange shard, long position, byte[] bytes, int offset, int length) {
      done.add(position + new String(bytes, offset, length, StandardCharsets.US_ASCII));
    }

    @Override
    public void awaitTurns(SlotRange slots) {}

    @Override
    public long delayNanosForEffects() {
      return 0;
    }

    @Override
    public boolean isFull() {
      return isFull.getAsBoolean();
    }

    @Override
    public Reach.OfShard reset(int shard, SlotRange slots) {
      done.add("reset");
      return written;
    }

    @Override
    public Reach.OfShard begin(int shard, SlotRange slots) {
      return written;
    }

    @Override
    public Reach.OfShard persisted(int shard) {
      return written;
    }

    @Override
    public CompletionStage<ShardPicture> picture(int shard, SlotRange slots) {
      return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public void replace(int shard, SlotRange slots, ShardPicture picture) {
      done.add("replaced");
    }

    @Override
    public void drop(int shard, SlotRange slots) {
      done.add("dropped");
    }
  }

  /** After how many nanoseconds a batch is to be sent. */
  private static Sender recordedBy(List<Long> sentIn) {
    return new Sender() {
      @Override
      public void send(int shard) {
        sentIn.add(0L);
      }

      @Override
      public void look(int shard, long inNanos) {
        sentIn.add(inNanos);
      }
    };
  }

  private record Word(String text) implements LogEntry {
    @Override
    public int sizeBytes() {
      return text.length();
    }

    @Override
    public int writeTo(byte[] target, int offset) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(bytes, 0, target, offset, bytes.length);
      return offset + bytes.length;
    }
  }

  @BeforeEach
  void start() {
    ShardGroup.Past past =
        new ShardGroup.Past() {
          @Override
          public long term(long index) {
            return terms.get((int) index);
          }

          @Override
          public ByteBuffer entry(long index) {
            return entries.get((int) index).duplicate();
          }
        };
    group = new ShardGroup(SHARD, log, store, ORIGIN, past, () -> store.done.add("told"));
    group.start();
  }

  private void apply(long term, ByteBuffer entry) {
    terms.add(term);
    entries.add(entry.duplicate());
    group.apply(term, entries.size() - 1, entry);
  }

  private static ByteBuffer entry(Header header, byte[] bytes, int from, int to) {
    ByteBuffer entry = ByteBuffer.allocate(EntryFormat.HEADER_BYTES + to - from);
    header.writeTo(entry);
    return entry.put(bytes, from, to - from).flip();
  }

  private static ByteBuffer entry(long term, long origin, Batch batch) {
    Header header = new Header(true, true, term, origin, batch.number());
    return entry(header, batch.array(), 0, batch.length());
  }

  private static Batch batch(long number, long position, String... words) {
    Batch batch = new Batch();
    for (int i = 0; i < words.length; i++) {
      batch.add(new Word(words[i]), position + i);
    }
    batch.close(number, 1);
    return batch;
  }

  @Test
  void whatAnotherNodeAppendedIsDone() {
    apply(1, entry(1, ANOTHER, batch(1, 200, "a", "b")));
    assertThat(store.done).containsExactly("200a", "201b");
    assertThat(log.appendedPosition()).isEqualTo(201);
    assertThat(log.reach().shards()).containsExactly(new Reach.OfShard(SHARD, 1, 0));
  }

  @Test
  void ownPositionsAreGreaterThanThoseSeen() {
    apply(1, entry(1, ANOTHER, batch(1, 200, "a")));
    log.lead(SHARD, 2);
    assertThat(log.append(new Word("b"), SLOT)).isEqualTo(201);
  }

  @Test
  void anEntryOfAnotherTermIsVoid() {
    apply(2, entry(1, ANOTHER, batch(1, 200, "a")));
    assertThat(store.done).isEmpty();
    assertThat(log.reach().shards()).containsExactly(new Reach.OfShard(SHARD, 2, 0));
  }

  @Test
  void whatIsInMemoryAlreadyOnlyBecomesDurable() {
    log.lead(SHARD, 1);
    long position = log.append(new Word("a"), SLOT);
    assertThat(log.durablePosition()).isEqualTo(position - 1);
    apply(1, entry(1, ORIGIN, log.send(SHARD)));
    assertThat(store.done).isEmpty();
    assertThat(log.durablePosition()).isEqualTo(position);
    assertThat(log.isLost(0, Long.MAX_VALUE)).isFalse();
  }

  @Test
  void theLeadersWordIsEnoughWhereItIs() {
    log.lead(SHARD, 1);
    List<Long> sentIn = new ArrayList<>();
    log.connect(recordedBy(sentIn), reach -> {});
    log.answerBy(Acknowledge.LEADER);
    long position = log.append(new Word("a"), SLOT);
    assertThat(log.durablePosition()).as("nobody has sent it yet").isEqualTo(position - 1);
    AtomicLong answered = new AtomicLong();
    AtomicLong settled = new AtomicLong();
    log.whenDurable(position, () -> answered.set(log.durablePosition()));
    log.whenSettled(position, () -> settled.set(log.settledPosition()));
    log.commit();
    assertThat(sentIn).containsExactly(0L);
    assertThat(answered).hasValue(position);
    assertThat(settled).hasValue(0);
    apply(1, entry(1, ORIGIN, log.send(SHARD)));
    assertThat(settled).hasValue(position);

    log.answerBy(Acknowledge.QUORUM);
    log.append(new Word("b"), SLOT);
    log.commit();
    assertThat(log.durablePosition()).isEqualTo(position);
  }

  @Test
  void whatNobodyWaitsForGathersForAWhile() {
    log.lead(SHARD, 1);
    List<Long> sentIn = new ArrayList<>();
    log.connect(recordedBy(sentIn), reach -> {});
    log.answerBy(Acknowledge.LEADER);
    log.append(new Word("a"), SLOT);
    log.commit();
    assertThat(sentIn).containsExactly(0L);
    apply(1, entry(1, ORIGIN, log.send(SHARD)));
    log.append(new Word("b".repeat(512 << 10)), SLOT);
    log.commit();
    assertThat(sentIn).as("much is not kept back").containsExactly(0L, 0L);
    sentIn.clear();
    Batch second = log.send(SHARD);
    log.append(new Word("c"), SLOT);
    log.commit();
    assertThat(sentIn).as("one is on its way").isEmpty();
    apply(1, entry(1, ORIGIN, second));
    log.append(new Word("d"), SLOT);
    log.commit();
    assertThat(sentIn).as("once, and soon").hasSizeLessThanOrEqualTo(2);
    assertThat(sentIn.get(0)).isBetween(0L, 5_000_000L);
    sentIn.clear();
    log.whenSettled(104, () -> {});
    assertThat(sentIn).as("waited for now").containsExactly(0L);
    assertThat(log.send(SHARD).positions()).containsExactly(103, 104);
  }

  @Test
  void theLeaderDoesNotGiveItsWordForAnyAmount() {
    log.lead(SHARD, 1);
    log.answerBy(Acknowledge.LEADER);
    long small = log.append(new Word("a"), SLOT);
    log.commit();
    Batch first = log.send(SHARD);
    long large = log.append(new Word("b".repeat(8 << 20)), SLOT);
    log.commit();
    assertThat(log.durablePosition()).isEqualTo(small);
    apply(1, entry(1, ORIGIN, first));
    assertThat(log.durablePosition()).isEqualTo(small);
    apply(1, entry(1, ORIGIN, log.send(SHARD)));
    assertThat(log.durablePosition()).isEqualTo(large);
    for (int i = 0; i < 20_000; i++) {
      log.append(new Word("c"), SLOT);
    }
    log.commit();
    assertThat(log.durablePosition()).isEqualTo(large);
  }

  @Test
  void whatTheLeaderGaveItsWordForCanBeLost() {
    log.lead(SHARD, 1);
    log.answerBy(Acknowledge.LEADER);
    long position = log.append(new Word("a"), SLOT);
    log.commit();
    assertThat(log.durablePosition()).isEqualTo(position);
    assertThat(log.isLost(position, position)).isFalse();
    log.lose(SHARD);
    assertThat(log.settledPosition()).isEqualTo(position);
    assertThat(log.isLost(position, position)).isTrue();
  }

  @Test
  void oneBatchIsOnItsWayAndTheRestGathers() {
    log.lead(SHARD, 1);
    log.append(new Word("a"), SLOT);
    Batch first = log.send(SHARD);
    log.append(new Word("b"), SLOT);
    log.append(new Word("c"), SLOT);
    assertThat(log.send(SHARD)).isNull();
    apply(1, entry(1, ORIGIN, first));
    assertThat(log.send(SHARD).positions()).containsExactly(102, 103);
  }

  @Test
  void whatDoesNotFitIntoOneEntryGathersInSeveralBatches() {
    log.lead(SHARD, 1);
    String large = "x".repeat(RatisProperties.PART_BYTES_MAX * 2 / 3);
    log.append(new Word("a"), SLOT);
    log.append(new Word(large), SLOT);
    log.append(new Word(large), SLOT);
    log.append(new Word("b"), SLOT);
    assertThat(log.pendingBytes()).isGreaterThan(2L * large.length());
    Batch first = log.send(SHARD);
    assertThat(first.positions()).containsExactly(101, 102);
    assertThat(first.array().length).isLessThanOrEqualTo(RatisProperties.PART_BYTES_MAX);
    apply(1, entry(1, ORIGIN, first));
    assertThat(log.durablePosition()).isEqualTo(102);
    apply(1, entry(1, ORIGIN, log.send(SHARD)));
    assertThat(log.durablePosition()).isEqualTo(104);
    assertThat(log.pendingBytes()).isZero();
  }

  @Test
  void aLossGivesUpAllBatchesThatHaveGathered() {
    log.lead(SHARD, 1);
    String large = "x".repeat(RatisProperties.PART_BYTES_MAX);
    log.append(new Word(large), SLOT);
    log.send(SHARD);
    log.append(new Word(large), SLOT);
    log.append(new Word(large), SLOT);
    log.lose(SHARD);
    assertThat(log.isLost(101, 101)).isTrue();
    assertThat(log.isLost(103, 103)).isTrue();
    assertThat(log.pendingBytes()).isZero();
  }

  @Test
  void partsOfABatchThatIsLostOnTheWayAreDoneWhenTheyArriveAfterAll() {
    log.lead(SHARD, 1);
    log.append(new Word("abcdef"), SLOT);
    Batch batch = log.send(SHARD);
    apply(1, entry(new Header(true, false, 1, ORIGIN, 1), batch.array(), 0, 10));
    log.lose(SHARD);
    apply(1, entry(new Header(false, true, 1, ORIGIN, 1), batch.array(), 10, batch.length()));
    assertThat(store.done).containsExactly("told", "reset", "101abcdef");
  }

  @Test
  void effectsOfOthersWaitWhileMemoryIsFull() {
    Deque<String> looks = new ArrayDeque<>(List.of("full", "full"));
    store.isFull =
        () -> {
          assertThat(store.done).isEmpty();
          return looks.poll() != null;
        };
    apply(1, entry(1, ANOTHER, batch(1, 200, "a")));
    assertThat(looks).isEmpty();
    assertThat(store.done).containsExactly("200a");
  }

  @Test
  void nobodyWaitsForRoomOnceTheLogIsClosed() {
    store.isFull = () -> true;
    log.close();
    apply(1, entry(1, ANOTHER, batch(1, 200, "a")));
    assertThat(store.done).containsExactly("200a");
  }

  @Test
  void aBatchInPartsIsDoneAsAWhole() {
    Batch batch = batch(1, 200, "abcdef", "g");
    int half = batch.length() / 2;
    apply(1, entry(new Header(true, false, 1, ANOTHER, 1), batch.array(), 0, half));
    assertThat(store.done).isEmpty();
    assertThat(log.reach().shards()).isEmpty();
    apply(1, entry(new Header(false, true, 1, ANOTHER, 1), batch.array(), half, batch.length()));
    assertThat(store.done).containsExactly("200abcdef", "201g");
    assertThat(log.reach().shards()).containsExactly(new Reach.OfShard(SHARD, 1, 1));
  }

  @Test
  void theBeginningOfABatchWithoutAnEndIsVoid() {
    Batch batch = batch(1, 200, "abcdef");
    apply(1, entry(new Header(true, false, 1, ANOTHER, 1), batch.array(), 0, 10));
    apply(2, entry(2, ORIGIN + ANOTHER, batch(1, 300, "x")));
    assertThat(store.done).containsExactly("300x");
  }

  @Test
  void afterALossMemoryIsAsTheLogSays() {
    apply(1, entry(1, ANOTHER, batch(1, 200, "a")));
    store.written = new Reach.OfShard(SHARD, 1, 0);
    log.lead(SHARD, 2);
    log.append(new Word("b"), SLOT);
    apply(2, entry(2, ORIGIN, log.send(SHARD)));
    long lost = log.append(new Word("c"), SLOT);
    Reach before = log.reach();
    assertThat(log.lose(SHARD)).isTrue();
    assertThat(log.durablePosition()).isEqualTo(lost);
    assertThat(log.isLost(lost, lost)).isTrue();
    assertThat(log.isLost(lost - 1, lost - 1)).isFalse();
    store.done.clear();
    group.settle();
    assertThat(store.done).containsExactly("told", "reset", "201b");
    assertThat(log.reach().losses()).isGreaterThan(before.losses());
  }

  @Test
  void aLostBatchThatArrivesAfterAllIsDone() {
    log.lead(SHARD, 1);
    log.append(new Word("a"), SLOT);
    ByteBuffer entry = entry(1, ORIGIN, log.send(SHARD));
    log.lose(SHARD);
    assertThat(log.isLost(101, 101)).isTrue();
    apply(1, entry);
    assertThat(store.done).containsExactly("told", "reset", "101a");
    assertThat(log.isLost(101, 101)).isFalse();
  }

  @Test
  void nothingIsWrittenThatWasCollectedBeforeALoss() throws InterruptedException {
    log.lead(SHARD, 1);
    log.append(new Word("a"), SLOT);
    Reach since = log.reach();
    log.lose(SHARD);
    assertThat(log.awaitSynced(since)).isFalse();
    assertThat(log.awaitSynced(log.reach())).isFalse();
    group.settle();
    assertThat(log.awaitSynced(log.reach())).isTrue();
  }

  @Test
  void withoutTheLeadNothingIsTaken() {
    assertThat(log.takes(SLOT)).isFalse();
    assertThatThrownBy(() -> log.append(new Word("a"), SLOT)).hasMessageContaining("not served");
  }
}
