package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader that has appended what no majority has, and is the leader no more. */
class LostLeadTest {

  private static final int SHARDS = 2;

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
    List<Member> others = members.othersThan(leader);
    others.forEach(Member::close);

    // A difference against a value, a new key, and one that was there: all of them uncommitted.
    CompletableFuture<Boolean> append = leader.append("a", "!");
    CompletableFuture<Boolean> newKey = leader.set("{a}new", "2");
    CompletableFuture<Boolean> kept = leader.set("{a}kept", "2");
    assertThat(leader.get("a")).isEqualTo(committed + "!");
    assertThat(Members.get(append)).isFalse();
    assertThat(Members.get(newKey)).isFalse();
    assertThat(Members.get(kept)).isFalse();
    assertThat(leader.serves("a")).isFalse();
    Members.await(() -> committed.equals(leader.get("a")));
    assertThat(leader.get("{a}new")).isNull();
    assertThat(leader.get("{a}kept")).isEqualTo("1");
    // Nothing uncommitted reaches the disk, and what is committed does.
    Members.get(leader.store.dataStore().flushMemtable());
    assertThat(leader.get("a")).isEqualTo(committed);

    // The others go on without it; its log loses what nobody else has.
    leader.close();
    others.forEach(Member::start);
    Member next = members.leaderOf("a");
    assertThat(next.get("a")).isEqualTo(committed);
    assertThat(Members.get(next.append("a", "?"))).isTrue();
    leader.start();
    for (Member member : members.all) {
      Members.await(() -> (committed + "?").equals(member.get("a")));
      assertThat(member.get("{a}kept")).isEqualTo("1");
      assertThat(member.get("{a}new")).isNull();
    }
  }

  @Test
  void whatWasInDoubtIsTheSameEverywhere() throws Exception {
    members = new Members(dir, 3, SHARDS).start().openAll();
    Member leader = members.leaderOf("a");
    assertThat(Members.get(leader.set("a", "1"))).isTrue();
    List<Member> others = members.othersThan(leader);
    others.forEach(Member::close);
    assertThat(Members.get(leader.append("a", "2"))).isFalse();
    others.forEach(Member::start);

    // Its log is the longest: it may lead again, and the entry may arrive after all.
    Member next = members.leaderOf("a");
    assertThat(Members.get(next.set("{a}after", "3"))).isTrue();
    String outcome = next.get("a");
    assertThat(outcome).isIn("1", "12");
    for (Member member : members.all) {
      Members.await(() -> "3".equals(member.get("{a}after")));
      assertThat(member.get("a")).isEqualTo(outcome);
    }
  }
}
