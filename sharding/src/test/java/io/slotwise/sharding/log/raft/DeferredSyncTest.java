package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the logs of groups are synced as {@link DeferredSync} has it: where Ratis does not use
 * what was put in place of its own, it has changed.
 */
class DeferredSyncTest {

  private static final String KEY = "a";

  @TempDir Path dir;
  private Members members;
  private Member member;
  private DeferredSync sync;

  @BeforeEach
  void oneNodeWithOneShard() throws Exception {
    members = new Members(dir, 1, 1).start().openAll();
    member = members.leaderOf(KEY);
    sync = ((RaftShardLogs) member.logs()).replica(0).sync();
    assertThat(Members.get(member.set(KEY, "1"))).isTrue();
  }

  @AfterEach
  void close() {
    members.close();
  }

  /** Its file is closed under it. */
  private void awaitFailure(DeferredSyncFile segment) {
    Members.await(() -> member.log.writeError().isPresent());
    assertThat(member.log.writeError()).get().asString().contains("ClosedChannelException");
    assertThat(segment.isOpen()).isTrue();
  }

  @Test
  void whatIsWrittenIsSyncedLater() throws Exception {
    DeferredSyncFile segment = sync.newest();
    assertThat(Members.get(member.set(KEY, "2"))).isTrue();
    assertThat(segment.isSyncPlanned()).isTrue();
    Members.await(() -> !segment.isSyncPlanned());
    assertThat(sync.newest()).isSameAs(segment);
    assertThat(member.log.writeError()).isEmpty();
  }

  @Test
  void aSyncThatFailsFailsTheLog() throws Exception {
    DeferredSyncFile segment = sync.newest();
    segment.force(false);
    segment.file().close();
    awaitFailure(segment);
  }

  @Test
  void aSegmentThatEndsIsSynced() throws Exception {
    DeferredSyncFile first = sync.newest();
    for (int i = 0; sync.newest() == first; i++) {
      assertThat(Members.get(member.set(KEY + i, "v".repeat(10_000)))).isTrue();
    }
    assertThat(first.isOpen()).isFalse();
    assertThat(first.isSyncPlanned()).isFalse();
    assertThat(member.log.writeError()).isEqualTo(Optional.empty());
  }
}
