package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.Followers;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.sharding.replication.Copies;
import io.slotwise.sharding.replication.ShardStatus.Follower;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * How many copies there are of what was committed at some moment, whoever leads its shards later.
 */
class LogFollowersTest {

  private static final int SHARDS = 3;
  private static final int VOTERS = 3;

  private final FakeShardLogs logs = new FakeShardLogs();
  private final AtomicBoolean answeredByQuorum = new AtomicBoolean(true);
  private final Followers followers = followers(CommitGate.NONE);

  private Followers followers(CommitGate gate) {
    return new LogFollowers(logs, SHARDS, shard -> VOTERS, gate, answeredByQuorum::get);
  }

  private static BitSet shards(int... numbers) {
    BitSet shards = new BitSet();
    Arrays.stream(numbers).forEach(shards::set);
    return shards;
  }

  private static Follower follower(long matchIndex, long lastContactMs) {
    return new Follower("f".repeat(40), matchIndex, lastContactMs);
  }

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().getNow(null);
  }

  private Followers.Mark mark(int... shards) {
    return now(followers.mark(shards(shards), 0));
  }

  @Test
  void aLeaderCountsThoseWhoHaveWhatWasCommittedThenAndNotLater() {
    logs.lead(0, 7, 100, follower(100, 10), follower(90, 10));
    Followers.Mark then = mark(0);
    assertThat(now(then.copies()).others()).isEqualTo(1);
    logs.lead(0, 7, 200, follower(150, 10), follower(120, 10));
    assertThat(now(then.copies()).others()).isEqualTo(2);
  }

  @Test
  void theShardWithTheFewestDecides() {
    logs.lead(0, 7, 100, follower(100, 10), follower(100, 10));
    logs.lead(2, 9, 100, follower(100, 10), follower(0, 10));
    assertThat(now(mark(0).copies()).others()).isEqualTo(2);
    assertThat(now(mark(0, 2).copies()).others()).isEqualTo(1);
  }

  @Test
  void whoHasLostTheLeadAsksAboutWhatItHadCommitted() {
    logs.lead(0, 7, 100, follower(100, 10), follower(100, 10));
    Followers.Mark then = mark(0);
    logs.servingTerms.clear();
    logs.committed.put(0, 500L);
    logs.asked.put(0, new Copies(true, 2));
    assertThat(now(then.copies()).others()).isEqualTo(2);
    assertThat(logs.askedIndex).isEqualTo(100);
    logs.asked.put(0, new Copies(true, 0));
    assertThat(now(then.copies()).others()).as("a majority has what was acknowledged").isEqualTo(1);
  }

  @Test
  void ofAShardThatIsElsewhereOnlyAMajorityIsKnown() {
    assertThat(now(mark(1).copies())).isEqualTo(new Copies(false, 1));
    assertThat(now(mark(1).sync())).isEqualTo(new Copies(false, 0));
  }

  @Test
  void whoHasWrittenNothingHearsOfWhatIsLedHere() {
    assertThat(now(mark().copies()).others()).isEqualTo(1);
    logs.lead(1, 7, 100, follower(100, 10), follower(100, 10));
    assertThat(now(mark().copies()).others()).isEqualTo(2);
  }

  @Test
  void disksAreAskedFor() {
    logs.lead(0, 7, 100, follower(100, 10), follower(100, 10));
    logs.asked.put(0, new Copies(true, 1));
    assertThat(now(mark(0).sync())).isEqualTo(new Copies(true, 1));
  }

  @Test
  void aWriteOnItsWayIsWaitedFor() {
    CompletableFuture<Runnable> waiting = new CompletableFuture<>();
    CommitGate gate =
        new CommitGate() {
          @Override
          public void commit() {}

          @Override
          public long durablePosition() {
            return 5;
          }

          @Override
          public void whenDurable(long position, Runnable code) {
            code.run();
          }

          @Override
          public void whenSettled(long position, Runnable code) {
            waiting.complete(code);
          }
        };
    logs.lead(0, 7, 100, follower(101, 10), follower(100, 10));
    CompletionStage<Followers.Mark> mark = followers(gate).mark(shards(0), 5);
    assertThat(mark.toCompletableFuture()).isNotDone();
    logs.committed.put(0, 101L);
    waiting.getNow(null).run();
    assertThat(now(now(mark).copies()).others()).isEqualTo(1);
  }

  @Test
  void anAnswerOfTheLeaderAloneSaysNothingOfOthers() {
    assertThat(followers.copiesOfAnything()).isEqualTo(1);
    answeredByQuorum.set(false);
    assertThat(followers.copiesOfAnything()).isZero();
  }

  @Test
  void whoHasNotAnsweredForLongDoesNotFollow() {
    logs.lead(0, 7, 100, follower(100, 10), follower(100, 3_000));
    assertThat(followers.answeredWithin(0, 2_000)).isEqualTo(1);
    assertThat(followers.answeredWithin(0, 3_000)).isEqualTo(2);
    assertThat(followers.answeredWithin(1, 3_000)).isZero();
  }
}
