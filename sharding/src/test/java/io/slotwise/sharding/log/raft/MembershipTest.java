package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.replication.Peer;
import io.slotwise.sharding.store.NodeStore;
import io.slotwise.sharding.store.StoreSettings;
import io.slotwise.sharding.store.TestTurns;
import io.slotwise.sharding.store.TurnKeyspace;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds a shard changes: replicas are added, by the log or by a picture, and dropped. */
class MembershipTest {

  private static final int SHARDS = 2;

  @TempDir Path dir;
  private Members members;

  @AfterEach
  void close() {
    members.close();
  }

  private void changeVoters(String key, Member... voters) throws Exception {
    List<Peer> peers = new ArrayList<>();
    for (Member voter : voters) {
      voter.logs().open(voter.shardOf(key), List.of());
      Members.await(() -> voter.logs().hosted().contains(voter.shardOf(key)));
      peers.add(voter.peer);
    }
    Member leader = members.leaderOf(key);
    Members.get(leader.logs().changeVoters(leader.shardOf(key), peers));
  }

  private static void fill(Member leader, int keys) throws Exception {
    List<CompletableFuture<Boolean>> writes = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      writes.add(leader.set("{a}" + i, ("value" + i + " ").repeat(50)));
      if (i % 100 == 0) {
        // Entries of some size, so that the log has more than one segment.
        assertThat(Members.get(writes.get(i))).isTrue();
      }
    }
    for (CompletableFuture<Boolean> write : writes) {
      assertThat(Members.get(write)).isTrue();
    }
  }

  private static void assertHas(Member member, int keys) {
    for (int i = 0; i < keys; i++) {
      String key = "{a}" + i;
      String value = ("value" + i + " ").repeat(50);
      if (!value.equals(member.get(key))) {
        Members.await(() -> value.equals(member.get(key)));
      }
    }
  }

  @Test
  void aClusterOfOneGrowsToThree() throws Exception {
    members = new Members(dir, 3, SHARDS).start().open(1);
    Member first = members.leaderOf("a");
    fill(first, 300);
    changeVoters("a", members.all.get(0), members.all.get(1), members.all.get(2));
    for (Member member : members.all) {
      assertHas(member, 300);
    }
    first.close();
    Member next = members.leaderOf("a");
    assertThat(Members.get(next.set("a", "2"))).isTrue();
  }

  @Test
  void whoIsTooFarBehindForTheLogGetsAPicture() throws Exception {
    members = new Members(dir, 4, SHARDS).start().open(3);
    Member leader = members.leaderOf("a");
    int keys = 4000;
    fill(leader, keys);
    Members.get(leader.set("{a}long", "x".repeat(5 << 20)));
    Members.get(leader.store.dataStore().flushMemtable());
    int shard = leader.shardOf("a");
    Members.await(
        () -> {
          Members.get(leader.store.dataStore().flushMemtable());
          return leader.log.sizeBytes() < 1 << 20;
        });
    Member newcomer = members.all.get(3);
    Member other = members.othersThan(leader).get(0);
    changeVoters("a", leader, other, newcomer);
    assertHas(newcomer, keys);
    assertThat(newcomer.get("{a}long")).hasSize(5 << 20);
    assertThat(Members.get(leader.append("{a}long", "y"))).isTrue();
    Members.await(() -> newcomer.get("{a}long").length() == (5 << 20) + 1);
    newcomer.close();
    newcomer.start();
    assertHas(newcomer, keys);
    assertThat(newcomer.logs().status(shard).voters()).contains(newcomer.peer);
  }

  @Test
  void aReplicaThatIsDroppedLeavesNothing() throws Exception {
    members = new Members(dir, 4, SHARDS).start().open(3);
    Member leader = members.leaderOf("a");
    fill(leader, 100);
    List<Member> others = members.othersThan(leader);
    changeVoters("a", leader, others.get(0), others.get(2));
    Member gone = others.get(1);
    Members.get(gone.store.dataStore().flushMemtable());
    Members.get(gone.logs().drop(gone.shardOf("a")));
    assertThat(gone.get("{a}1")).isNull();
    assertThat(gone.logs().hosted()).doesNotContain(gone.shardOf("a"));
    assertHas(others.get(2), 100);
    // It may come back, from nothing.
    changeVoters("a", leader, others.get(0), gone);
    assertHas(gone, 100);
  }

  @Test
  void whoWasVotedOutVotesAgainOnceItsReplicaIsDropped() throws Exception {
    members = new Members(dir, 4, SHARDS).start().open(3);
    Member leader = members.leaderOf("a");
    int shard = leader.shardOf("a");
    fill(leader, 100);
    List<Member> others = members.othersThan(leader);
    Member gone = others.get(1);
    assertThat(gone.logs().isVotedOut(shard)).isFalse();
    changeVoters("a", leader, others.get(0), others.get(2));
    Members.await(() -> gone.logs().isVotedOut(shard));
    assertThat(gone.logs().hosted()).contains(shard);
    assertThat(gone.logs().role(shard).leaderId()).isNull();
    Members.get(gone.logs().drop(shard));
    assertThat(gone.logs().isVotedOut(shard)).isFalse();
    changeVoters("a", leader, others.get(0), gone);
    assertHas(gone, 100);
  }

  @Test
  void theDataOfANodeThatWasAloneReachesTheOthers() throws Exception {
    members = new Members(dir, 3, SHARDS);
    Member first = members.all.get(0);
    writeAlone(first, "a", "before");
    members.start().open(1);
    assertThat(members.leaderOf("a").get("a")).isEqualTo("before");
    assertThat(Members.get(first.set("{a}b", "after"))).isTrue();
    changeVoters("a", members.all.get(0), members.all.get(1), members.all.get(2));
    for (Member member : members.all) {
      Members.await(() -> "before".equals(member.get("a")));
      Members.await(() -> "after".equals(member.get("{a}b")));
    }
  }

  /** As a standalone node that was killed would leave it. */
  private static void writeAlone(Member member, String key, String value) throws Exception {
    StoreSettings settings =
        StoreSettings.from(
            ConfigFactory.parseMap(member.storeSettings)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    TestTurns turns = new TestTurns();
    try (NodeStore store = NodeStore.open(settings, turns, InstantSource.system(), Upkeep.NONE)) {
      TurnKeyspace keys = store.newTurnKeyspace();
      turns.take(Slots.of(Bytes.of(key)));
      keys.begin(0, 0, true);
      keys.put(Bytes.of(key), Value.string(Bytes.of(value), Value.NO_EXPIRY));
      keys.commit();
      turns.release(Slots.of(Bytes.of(key)));
      store.commitGate().commit();
    }
  }
}
