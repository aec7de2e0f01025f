package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.replication.Acknowledge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader that has appended what no majority has, and is the leader no more. */
class LostLeadTest {

  private static final int SHARDS = 2;

  private static final int SLOT_OF_A = Slots.of(Bytes.of("a"));

  @TempDir Path dir;
  private Members members;

  @AfterEach
  void close() {
    members.close();
  }

  @Test
  void whatNoMajorityHasIsNeitherAcknowledgedNorSeen() throws Exception {
    members = new Members(dir, 3, SHARDS).start().openAll();
    Member leader = members.leaderOf("a");
    assertThat(Members.get(leader.append("a", "0123456789".repeat(20)))).isTrue();
    assertThat(Members.get(leader.set("{a}kept", "1"))).isTrue();
    String committed = leader.get("a");

    // From now on it sends nothing. A difference against a value, a new key, and one that was
    // there: all of them uncommitted.
    leader.log.disconnect();
    CompletableFuture<Boolean> append = leader.append("a", "!");
    CompletableFuture<Boolean> newKey = leader.set("{a}new", "2");
    CompletableFuture<Boolean> kept = leader.set("{a}kept", "2");
    assertThat(leader.get("a")).isEqualTo(committed + "!");
    Member next = members.othersThan(leader).get(0);
    Members.get(leader.giveUp("a", next));
    assertThat(Members.get(append)).isFalse();
    assertThat(Members.get(newKey)).isFalse();
    assertThat(Members.get(kept)).isFalse();
    assertThat(leader.serves("a")).isFalse();
    Members.await(() -> committed.equals(leader.get("a")));
    assertThat(leader.get("{a}new")).isNull();
    assertThat(leader.get("{a}kept")).isEqualTo("1");
    // The disk gets what is committed, and nothing else.
    Members.get(leader.store.dataStore().flushMemtable());
    assertThat(leader.get("a")).isEqualTo(committed);

    Members.await(() -> next.serves("a"));
    assertThat(Members.get(next.append("a", "?"))).isTrue();
    for (Member member : members.all) {
      Members.await(() -> (committed + "?").equals(member.get("a")));
      assertThat(member.get("{a}kept")).isEqualTo("1");
      assertThat(member.get("{a}new")).isNull();
    }
  }

  @Test
  void whateverIsAcknowledgedWhileAMajorityGoesIsThereWhenItIsBack() throws Exception {
    members = new Members(dir, 3, SHARDS).start().openAll();
    Member leader = members.leaderOf("a");
    List<Member> others = members.othersThan(leader);
    List<CompletableFuture<Boolean>> writes = new ArrayList<>();
    writes.add(leader.append("a", "|0"));
    assertThat(Members.get(writes.get(0))).isTrue();
    List<Thread> closing = others.stream().map(other -> new Thread(other::close)).toList();
    closing.forEach(Thread::start);
    while (leader.log.takes(SLOT_OF_A)) {
      try {
        writes.add(leader.append("a", "|" + writes.size()));
      } catch (CommandError e) {
        assertThat(e).hasMessageContaining("not served");
      }
      CompletableFuture.anyOf(writes.get(writes.size() - 1), slept()).get();
    }
    for (Thread thread : closing) {
      thread.join();
    }
    int acknowledged = 0;
    for (CompletableFuture<Boolean> write : writes) {
      acknowledged += Members.get(write) ? 1 : 0;
    }
    others.forEach(Member::start);

    // What nobody acknowledged may be there or not.
    Member next = members.leaderOf("a");
    assertThat(Members.get(next.set("{a}after", "3"))).isTrue();
    String outcome = next.get("a");
    String[] words = outcome.split("\\|");
    assertThat(words.length - 1).isGreaterThanOrEqualTo(acknowledged);
    for (int i = 1; i < words.length; i++) {
      assertThat(words[i]).isEqualTo(Integer.toString(i - 1));
    }
    for (Member member : members.all) {
      Members.await(() -> "3".equals(member.get("{a}after")));
      assertThat(member.get("a")).isEqualTo(outcome);
    }
  }

  @Test
  void whatTheLeaderAnsweredAloneIsThereAfterItsStop() throws Exception {
    members = new Members(dir, 1, SHARDS).start().openAll();
    Member leader = members.leaderOf("a");
    leader.log.answerBy(Acknowledge.LEADER);
    for (int i = 0; i < 100; i++) {
      assertThat(Members.get(leader.set("{a}" + i, "x"))).isTrue();
    }
    leader.close();
    leader.start();
    members.leaderOf("a");
    assertThat(leader.get("{a}99")).isEqualTo("x");
  }

  /** Gives the log time for what was appended, should it still take it. */
  private static CompletableFuture<Void> slept() {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
  }
}
