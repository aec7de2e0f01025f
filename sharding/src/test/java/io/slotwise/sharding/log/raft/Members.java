package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.replication.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Some nodes in one process. */
final class Members implements AutoCloseable {

  /** Tests run in several processes at once; each has ports of its own. */
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(21_000 + 500 * Integer.getInteger("test.fork", 0));

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final List<Member> all = new ArrayList<>();

  Members(Path dir, int count, int shards) {
    for (int i = 0; i < count; i++) {
      all.add(new Member(i + 1, NEXT_PORT.getAndIncrement(), shards, dir.resolve("node" + i)));
    }
  }

  Members start() {
    all.forEach(Member::start);
    return this;
  }

  /** All of them vote in all shards. */
  Members openAll() {
    return open(all.size());
  }

  /** The first so many of them vote in all shards, and the others are members of nothing. */
  Members open(int voters) {
    for (Member member : all.subList(0, voters)) {
      for (int shard = 0; shard < member.shards; shard++) {
        member.logs().open(shard, peers().subList(0, voters));
      }
    }
    return this;
  }

  List<Peer> peers() {
    return all.stream().map(member -> member.peer).toList();
  }

  /** Waits for the one that serves a key. */
  Member leaderOf(String key) {
    List<Member> found = new ArrayList<>();
    await(
        () -> {
          Optional<Member> leader =
              all.stream().filter(m -> m.raft != null && m.serves(key)).findFirst();
          leader.ifPresent(found::add);
          return leader.isPresent();
        });
    return found.get(0);
  }

  List<Member> othersThan(Member one) {
    return all.stream().filter(member -> member != one).toList();
  }

  static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(condition);
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    all.forEach(Member::close);
  }
}
