package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether a node learns that a log was not synced. Ratis's own note of it is replaced by one of a
 * failure: where it is not found, or not read, Ratis has changed.
 */
class SyncWatchTest {

  private static final String KEY = "a";

  @TempDir Path dir;
  private Members members;
  private Member member;
  private SyncWatch watch;

  @BeforeEach
  void oneNodeWithOneShard() throws Exception {
    members = new Members(dir, 1, 1).start().openAll();
    member = members.leaderOf(KEY);
    watch = ((RaftShardLogs) member.logs()).replica(0).syncs();
    assertThat(Members.get(member.set(KEY, "1"))).isTrue();
  }

  @AfterEach
  void close() {
    members.close();
  }

  private static void fail(AtomicReference<CompletableFuture<Void>> syncs) {
    syncs.set(CompletableFuture.failedFuture(new IOException("Input/output error")));
  }

  private void awaitFailure() {
    Members.await(() -> member.log.writeError().isPresent());
    assertThat(member.log.writeError()).get().asString().contains("Input/output error");
  }

  @Test
  void whatRatisSyncsIsSeen() throws Exception {
    CompletableFuture<Void> before = watch.newest().get();
    assertThat(Members.get(member.set(KEY, "2"))).isTrue();
    Members.await(() -> watch.newest().get() != before);
    Members.get(watch.newest().get());
    assertThat(member.log.writeError()).isEmpty();
  }

  @Test
  void aFailureFailsTheLog() {
    fail(watch.newest());
    awaitFailure();
  }

  @Test
  void aFailureInASegmentThatHasEndedSinceIsNotOverlooked() throws Exception {
    AtomicReference<CompletableFuture<Void>> first = watch.newest();
    CompletableFuture<Void> pending = new CompletableFuture<>();
    first.set(pending);
    for (int i = 0; watch.newest() == first; i++) {
      assertThat(Members.get(member.set(KEY + i, "v".repeat(10_000)))).isTrue();
      if (i == 4) {
        pending.completeExceptionally(new IOException("Input/output error"));
      }
    }
    awaitFailure();
  }
}
