package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.CommandError;
import io.slotwise.sharding.replication.Copies;
import io.slotwise.sharding.replication.ShardRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of three nodes on replicated logs, in one process. */
class ReplicationTest {

  private static final int SHARDS = 2;

  @TempDir Path dir;
  private Members members;

  @AfterEach
  void close() {
    members.close();
  }

  private void three() {
    members = new Members(dir, 3, SHARDS).start().openAll();
  }

  private static void awaitEverywhere(List<Member> nodes, String key, String value) {
    for (Member node : nodes) {
      Members.await(() -> value.equals(node.get(key)));
    }
  }

  @Test
  void aWriteIsOnAllReplicas() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    assertThat(Members.get(leader.set("a", "1"))).isTrue();
    assertThat(leader.get("a")).isEqualTo("1");
    awaitEverywhere(members.all, "a", "1");
  }

  @Test
  void whoDoesNotLeadTakesNoWrites() {
    three();
    Member leader = members.leaderOf("a");
    Member other = members.othersThan(leader).get(0);
    assertThatThrownBy(() -> other.set("a", "1"))
        .isInstanceOf(CommandError.class)
        .hasMessageContaining("not served");
    assertThat(other.get("a")).isNull();
  }

  @Test
  void whoHasALogIsFoundOutByAsking() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    Member follower = members.othersThan(leader).get(0);
    int shard = leader.shardOf("a");
    assertThat(Members.get(leader.set("a", "1"))).isTrue();
    awaitEverywhere(members.all, "a", "1");
    long committed = leader.logs().status(shard).committedIndex();
    for (boolean sync : new boolean[] {false, true}) {
      assertThat(Members.get(leader.logs().copies(shard, committed, sync)))
          .isEqualTo(new Copies(true, 2));
      assertThat(Members.get(follower.logs().copies(shard, committed, sync)))
          .isEqualTo(new Copies(true, 2));
      assertThat(Members.get(leader.logs().copies(shard, committed + 1000, sync)))
          .isEqualTo(new Copies(false, 0));
    }
    follower.close();
    assertThat(Members.get(leader.logs().copies(shard, committed, true)))
        .isEqualTo(new Copies(true, 1));
  }

  @Test
  void manyWritesGetIntoFewEntries() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    List<CompletableFuture<Boolean>> writes = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      writes.add(leader.set("{a}" + i, "value" + i));
    }
    for (CompletableFuture<Boolean> write : writes) {
      assertThat(Members.get(write)).isTrue();
    }
    awaitEverywhere(members.all, "{a}1999", "value1999");
    assertThat(leader.logs().status(leader.shardOf("a")).committedIndex()).isLessThan(1000);
  }

  @Test
  void aValueLargerThanAnEntryIsInParts() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    String value = "x".repeat(3 << 20) + "end";
    assertThat(Members.get(leader.set("a", value))).isTrue();
    assertThat(Members.get(leader.set("{a}b", "2"))).isTrue();
    awaitEverywhere(members.all, "a", value);
    awaitEverywhere(members.all, "{a}b", "2");
  }

  @Test
  void anotherTakesOverWhatWasAcknowledged() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    for (int i = 0; i < 100; i++) {
      assertThat(Members.get(leader.set("{a}" + i, "value" + i))).isTrue();
      assertThat(Members.get(leader.append("a", "0123456789".repeat(10)))).isTrue();
    }
    leader.close();
    Member next = members.leaderOf("a");
    assertThat(next).isNotSameAs(leader);
    for (int i = 0; i < 100; i++) {
      assertThat(next.get("{a}" + i)).isEqualTo("value" + i);
    }
    assertThat(next.get("a")).hasSize(10_000);
    assertThat(Members.get(next.append("a", "!"))).isTrue();
    leader.start();
    awaitEverywhere(List.of(leader), "a", next.get("a"));
  }

  @Test
  void theLeadIsGivenAway() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    assertThat(Members.get(leader.set("a", "1"))).isTrue();
    Member next = members.othersThan(leader).get(0);
    Members.get(leader.logs().transferTo(leader.shardOf("a"), next.peer.nodeId()));
    Members.await(() -> next.serves("a"));
    assertThat(leader.serves("a")).isFalse();
    assertThat(next.get("a")).isEqualTo("1");
    assertThat(Members.get(next.append("a", "2"))).isTrue();
    awaitEverywhere(members.all, "a", "12");
  }

  @Test
  void whatWasTakenBeforeTheLeadIsGivenAwayArrives() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    Member next = members.othersThan(leader).get(0);
    int shard = leader.shardOf("a");
    List<ShardRole> roles = new CopyOnWriteArrayList<>();
    leader.logs().onRole(roles::add);
    List<CompletableFuture<Boolean>> writes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      writes.add(leader.append("a", "|" + i));
    }
    CompletionStage<Void> given = leader.logs().transferTo(shard, next.peer.nodeId());
    assertThat(roles).last().matches(role -> role.shard() == shard && !role.leading());
    Members.get(given);
    assertThatThrownBy(() -> leader.append("a", "!")).isInstanceOf(CommandError.class);
    for (CompletableFuture<Boolean> write : writes) {
      assertThat(Members.get(write)).isTrue();
    }
    assertThat(leader.log.isResetNeeded(shard)).isFalse();
    Members.await(() -> next.serves("a"));
    assertThat(next.get("a")).endsWith("|99");
  }

  @Test
  void aLeadThatNobodyTakesIsKept() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    Member gone = members.othersThan(leader).get(0);
    gone.close();
    assertThat(Members.get(leader.append("a", "1"))).isTrue();
    CompletionStage<Void> given = leader.logs().transferTo(leader.shardOf("a"), gone.peer.nodeId());
    assertThatThrownBy(() -> Members.get(given)).hasMessageContaining("transfer");
    Members.await(() -> leader.serves("a"));
    assertThat(leader.logs().role(leader.shardOf("a")).leading()).isTrue();
    assertThat(Members.get(leader.append("a", "2"))).isTrue();
    Members.get(leader.logs().transferTo(leader.shardOf("a"), leader.peer.nodeId()));
    assertThat(Members.get(leader.append("a", "3"))).isTrue();
  }

  @Test
  void allOfThemStopAndStart() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    for (int i = 0; i < 50; i++) {
      assertThat(Members.get(leader.append("a", "0123456789".repeat(10)))).isTrue();
      if (i == 25) {
        Members.get(leader.store.dataStore().flushMemtable());
      }
    }
    String value = leader.get("a");
    members.all.forEach(Member::close);
    members.start();
    Member next = members.leaderOf("a");
    assertThat(next.get("a")).isEqualTo(value);
    assertThat(Members.get(next.append("a", "!"))).isTrue();
    awaitEverywhere(members.all, "a", value + "!");
  }

  /** Who learns it with its own term only would let clients wait for a lease that nobody has. */
  @Test
  void whoComesBackLearnsWhoVotesBeforeItLeads() throws Exception {
    three();
    Member leader = members.leaderOf("a");
    assertThat(Members.get(leader.set("a", "1"))).isTrue();
    Member other = members.othersThan(leader).get(0);
    Members.await(() -> "1".equals(other.get("a")));
    other.close();
    other.start();
    ShardReplica replica = ((RaftShardLogs) other.logs()).replica(other.shardOf("a"));
    Members.await(replica::knowsVoters);
    assertThat(members.leaderOf("a")).isSameAs(leader);
  }

  @Test
  void theDirectoryAnswersOnEveryMember() throws Exception {
    members = new Members(dir, 3, SHARDS).start();
    for (Member member : members.all) {
      Members.get(member.raft.directory().open(members.peers()));
    }
    for (Member member : members.all) {
      byte[] answer = Members.get(member.raft.directory().propose(member.peer.nodeId().getBytes()));
      assertThat(new String(answer)).isBetween("1", "3");
    }
    for (Member member : members.all) {
      Members.await(() -> member.directory.size() == 3);
    }
  }
}
