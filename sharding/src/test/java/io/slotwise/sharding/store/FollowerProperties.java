package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.replication.SlotRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * A store that does again what another has done ends up with the same keys and the same pages,
 * whatever each has in memory and on disk at any moment: the follower in a cluster.
 */
class FollowerProperties {

  private static final int KEYS = 6;

  enum Kind {
    PUT,
    PUT_EXPIRING,
    COLLECT,
    COLLECT_MANY_PAGES,
    CHANGE_PAGE,
    RENAME,
    RENAME_IN_SLOT,
    SWAP,
    DELETE,
    FLUSH,
    READ,
    EXPIRE,
    LEADER_TO_DISK,
    FOLLOW_ONE,
    FOLLOW,
    FOLLOWER_TO_DISK,
    FOLLOWER_ANEW
  }

  record Op(Kind kind, int key, int argument) {}

  @Provide
  Arbitrary<List<Op>> histories() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, KEYS - 1),
            Arbitraries.integers().between(0, KEYS - 1))
        .as(Op::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(80);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED)
  void aFollowerHasWhatItsLeaderHas(@ForAll("histories") List<Op> history) throws IOException {
    run(history, 1 << 20, 1 << 20);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED)
  void alsoWhenTheLeaderHasForgotten(@ForAll("histories") List<Op> history) throws IOException {
    run(history, 1, 1 << 20);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED)
  void alsoWhenItHasForgottenItself(@ForAll("histories") List<Op> history) throws IOException {
    run(history, 1 << 20, 1);
  }

  private static void run(List<Op> history, int leaderBytes, int followerBytes) throws IOException {
    Path folder = Files.createTempDirectory("follower");
    try (Run run = new Run(folder, leaderBytes, followerBytes)) {
      history.forEach(run::apply);
      run.check();
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static final class Run implements AutoCloseable {
    private final RecordedLog log = new RecordedLog();
    private final StoreFixture leader;
    private final StoreFixture follower;
    private int writes;

    Run(Path folder, int leaderBytes, int followerBytes) {
      leader = new StoreFixture(folder.resolve("leader")).with("hot-cache-bytes", leaderBytes);
      leader.openOn(log.of(LogSource.journal(leader.files)));
      follower =
          new StoreFixture(folder.resolve("follower")).with("hot-cache-bytes", followerBytes);
      follower.open();
    }

    void apply(Op op) {
      String key = "key" + op.key();
      String text = "text" + ++writes + "-";
      switch (op.kind()) {
        case PUT -> leader.set(key, text);
        case PUT_EXPIRING -> leader.set(0, key, text, leader.nowMs.get() + 1 + 50L * op.argument());
        case COLLECT -> leader.collect(0, key, text.repeat(20), 1 + op.argument());
        case COLLECT_MANY_PAGES -> leader.collect(0, key, text.repeat(20), 80);
        case CHANGE_PAGE -> leader.changeIfCollection(key, 1 + op.argument(), "<" + writes + ">");
        case RENAME -> leader.rename(0, key, "key" + op.argument());
        case RENAME_IN_SLOT -> leader.rename(0, key, "{" + key + "}x");
        case SWAP -> leader.swap(key, "key" + op.argument());
        case DELETE -> leader.delete(key);
        case FLUSH -> flushSometimes(op.argument());
        case READ -> leader.get(key);
        case EXPIRE -> {
          leader.nowMs.addAndGet(60);
          await(leader.store.expired());
        }
        case LEADER_TO_DISK -> await(leader.store.materialised());
        case FOLLOW_ONE -> followOne();
        case FOLLOW -> follow();
        case FOLLOWER_TO_DISK -> await(follower.store.materialised());
        case FOLLOWER_ANEW -> follower.reopen();
        default -> throw new IllegalStateException(op.toString());
      }
    }

    private void flushSometimes(int argument) {
      if (argument == 0) {
        await(leader.data().flush(0));
      }
    }

    private boolean followOne() {
      RecordedLog.Commit commit = log.poll();
      if (commit != null) {
        byte[] effects = commit.effects().toArray();
        follower.store.shards().redo(SlotRange.ALL, commit.position(), effects, 0, effects.length);
      }
      return commit != null;
    }

    private void follow() {
      while (followOne()) {
        // On to the next.
      }
    }

    void check() {
      leader.nowMs.addAndGet(1000);
      await(leader.store.expired());
      follow();
      for (StoreFixture each : List.of(leader, follower)) {
        // The first round finds what was buried blindly, the second cleans up.
        await(each.store.materialised());
        await(each.store.materialised());
      }
      follower.reopen();
      for (int i = 0; i < KEYS; i++) {
        for (String key : List.of("key" + i, "{key" + i + "}x")) {
          assertThat(follower.get(key)).as(key).isEqualTo(leader.get(key));
        }
      }
      assertThat(follower.store.pagesOnDisk()).isEqualTo(leader.store.pagesOnDisk());
      assertThat(await(follower.data().keyCount(0))).isEqualTo(await(leader.data().keyCount(0)));
    }

    @Override
    public void close() {
      try {
        leader.close();
      } finally {
        follower.close();
      }
    }
  }
}
