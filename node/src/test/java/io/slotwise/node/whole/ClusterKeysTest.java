package io.slotwise.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.AllKeys.ScanStep;
import io.slotwise.sharding.api.KeyFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * The keys of four shards on three nodes, put together on one of them, while leaders come and go.
 */
class ClusterKeysTest {

  private static final int KEYS = 500;

  private final FakeShards shards = new FakeShards(FakeShards.SELF, 1, 2, 1);
  private final ClusterKeys all = new ClusterKeys(shards, new Random(5));

  private void addKeys() {
    for (int i = 0; i < KEYS; i++) {
      shards.keys.add(Bytes.of("key:" + i));
    }
  }

  private void expectError(CompletionStage<?> stage, String error) {
    assertThatThrownBy(() -> shards.await(stage)).hasMessageContaining(error);
  }

  /** All keys that a scan returns, with what is done between its steps. */
  private List<Bytes> scan(KeyFilter filter, int count, Runnable between) {
    List<Bytes> found = new ArrayList<>();
    long cursor = 0;
    do {
      ScanStep step = shards.await(all.scan(0, cursor, filter, count));
      found.addAll(step.keys());
      cursor = step.cursor();
      between.run();
    } while (cursor != 0);
    return found;
  }

  @Test
  void keysAreCountedByAskingEachLeaderOnce() {
    addKeys();
    assertThat(shards.await(all.keyCount(0))).isEqualTo(KEYS);
    assertThat(shards.asked)
        .containsExactlyInAnyOrder("1: CLUSTER SHARE 1,3 DBSIZE", "2: CLUSTER SHARE 2 DBSIZE");
  }

  @Test
  void aScanGoesThroughAllShards() {
    addKeys();
    assertThat(scan(KeyFilter.ALL, 10, () -> {}))
        .hasSize(KEYS)
        .containsExactlyInAnyOrderElementsOf(shards.keys);
    assertThat(scan(new KeyFilter(Bytes.of("key:49?"), null), 10, () -> {})).hasSize(10);
    assertThat(scan(new KeyFilter(null, Bytes.of("list")), 10, () -> {})).isEmpty();
  }

  @Test
  void fewKeysAreOneStep() {
    assertThat(shards.await(all.scan(0, 0, KeyFilter.ALL, 10)).cursor()).isZero();
    shards.keys.add(keyIn(0));
    shards.keys.add(keyIn(3));
    ScanStep step = shards.await(all.scan(0, 0, KeyFilter.ALL, 10));
    assertThat(step.cursor()).isZero();
    assertThat(step.keys()).containsExactly(keyIn(0), keyIn(3));
  }

  private Bytes keyIn(int shard) {
    for (int i = 0; ; i++) {
      Bytes key = Bytes.of("in:" + i);
      if (shards.shards().get(shard).contains(Slots.of(key))) {
        return key;
      }
    }
  }

  @Test
  void aScanGoesOnWhereverAShardGoes() {
    addKeys();
    Random random = new Random(7);
    Set<Bytes> found =
        new HashSet<>(
            scan(KeyFilter.ALL, 5, () -> shards.lead(random.nextInt(4), random.nextInt(3), true)));
    assertThat(found).containsExactlyInAnyOrderElementsOf(shards.keys);
  }

  @Test
  void whoLeadsNoLongerSaysSoAndTheNextOneIsAsked() {
    addKeys();
    shards.lead(2, 1, false);
    shards.at(300, () -> shards.lead(2, 1, true));
    assertThat(shards.await(all.keyCount(0))).isEqualTo(KEYS);
  }

  @Test
  void aShardWithoutLeaderIsWaitedFor() {
    addKeys();
    shards.lead(1, FakeShards.NOBODY, true);
    shards.at(1_500, () -> shards.lead(1, FakeShards.SELF, true));
    assertThat(shards.await(all.keyCount(0))).isEqualTo(KEYS);
    assertThat(shards.nowMs()).isBetween(1_500L, 1_600L);
  }

  @Test
  void aPartOfAnAnswerIsNone() {
    addKeys();
    shards.lead(1, FakeShards.NOBODY, true);
    expectError(all.keyCount(0), "Hash slot not served");
    assertThat(shards.nowMs()).isBetween(2_000L, 2_100L);
    expectError(all.flush(0), "Hash slot not served");
    expectError(all.randomKey(0), "Hash slot not served");
  }

  @Test
  void aNodeThatStandsStillIsNotWaitedForOnceAnotherLeads() {
    addKeys();
    shards.silence(2);
    shards.at(500, () -> shards.lead(2, 1, true));
    assertThat(shards.await(all.keyCount(0))).isEqualTo(KEYS);
    assertThat(shards.nowMs()).isLessThan(2_000);
  }

  @Test
  void whatCannotBeSeenAgainIsSaidToBeUnknown() {
    addKeys();
    shards.silence(2);
    shards.at(500, () -> shards.lead(2, 1, true));
    expectError(all.flush(0), "outcome unknown");
    shards.breakLinkTo(1, "the connection was closed");
    expectError(all.flush(0), "outcome unknown");
  }

  @Test
  void whatWasNeverSentIsSentToTheNextLeader() {
    addKeys();
    shards.breakLinkTo(2, null);
    shards.at(500, () -> shards.lead(2, 1, true));
    shards.await(all.flush(0));
    assertThat(shards.keys).isEmpty();
  }

  @Test
  void aFlushEmptiesAllShards() {
    addKeys();
    shards.await(all.flush(-1));
    assertThat(shards.keys).isEmpty();
    assertThat(shards.asked).contains("2: CLUSTER SHARE 2 FLUSHALL");
    shards.await(all.flush(0));
    assertThat(shards.asked).contains("2: CLUSTER SHARE 2 FLUSHDB");
  }

  @Test
  void aRandomKeyIsFromAnyShardThatHasSome() {
    assertThat(shards.await(all.randomKey(0))).isNull();
    shards.keys.add(keyIn(0));
    shards.keys.add(keyIn(2));
    Set<Bytes> drawn = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      drawn.add(shards.await(all.randomKey(0)));
    }
    assertThat(drawn).containsExactlyInAnyOrder(keyIn(0), keyIn(2));
  }

  @Test
  void aRandomKeyIsLookedForElsewhereWhereAllHaveExpired() {
    for (int i = 0; i < KEYS; i++) {
      shards.keys.add(Bytes.of("expired:" + i));
    }
    assertThat(shards.await(all.randomKey(0))).isNull();
    shards.keys.add(keyIn(1));
    assertThat(shards.await(all.randomKey(0))).isEqualTo(keyIn(1));
  }

  @Test
  void theErrorOfAnotherNodeIsTheClients() {
    shards.answerOfOthers = Errors.err("MISCONF of a kind");
    expectError(all.keyCount(0), "MISCONF of a kind");
  }
}
