package io.slotwise.it.differential;

import io.slotwise.it.harness.DurableServer;
import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.SlotwiseProcess;
import io.slotwise.it.harness.TestServer;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;
import org.opentest4j.TestAbortedException;

/**
 * Random scripts as in {@link RandomCommandsTest}, on a server that keeps next to nothing in memory
 * (tiny caches, tiny memtables, changes brought to RocksDB at once), so that most reads come from
 * disk; and with the server killed and started again in the middle of a script.
 */
@Tag("differential")
class RandomCommandsFromDiskTest {

  private static DurableServer slotwise;
  private static TestServer redis;

  @BeforeContainer
  static void start() {
    if (RedisOracle.isInstalled() && !Servers.redisStandsIn()) {
      redis = RedisOracle.start();
      slotwise =
          SlotwiseProcess.start(
              "--durability",
              "os",
              "--set",
              "slotwise.store.hot-cache-bytes=1024",
              "--set",
              "slotwise.store.dirty-soft-bytes=4096",
              "--set",
              "slotwise.store.block-cache-bytes=65536",
              "--set",
              "slotwise.store.write-buffer-bytes=65536",
              "--set",
              "slotwise.store.journal-segment-bytes=65536",
              "--set",
              "slotwise.store.journal-kept-bytes=131072",
              "--set",
              "slotwise.store.materialise-interval=5ms");
    }
  }

  @AfterContainer
  static void stop() {
    if (redis != null) {
      slotwise.close();
      redis.close();
    }
  }

  @BeforeTry
  void needsRedis() {
    if (redis == null) {
      throw new TestAbortedException("needs redis-server and Slotwise");
    }
  }

  @Provide
  Arbitrary<List<RandomCommand>> scripts() {
    return RandomCommands.scripts(200);
  }

  @Property(tries = 25, generation = GenerationMode.RANDOMIZED, edgeCases = EdgeCasesMode.NONE)
  void scriptsAreAnsweredFromDiskAsByRedis(
      @ForAll("scripts") List<RandomCommand> script, @ForAll Resp protocol) {
    fight(script, protocol, false);
  }

  // A restart takes seconds: shrinking would take minutes, and the script is short enough to read.
  @Property(
      tries = 5,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void aKillInTheMiddleChangesNoReply(@ForAll("scripts") List<RandomCommand> script) {
    fight(script, Resp.RESP3, true);
  }

  @Tag("slow")
  @Property(tries = 400, generation = GenerationMode.RANDOMIZED, edgeCases = EdgeCasesMode.NONE)
  void manyScriptsAreAnsweredFromDiskAsByRedis(
      @ForAll("scripts") List<RandomCommand> script, @ForAll Resp protocol) {
    fight(script, protocol, false);
  }

  private static void fight(List<RandomCommand> script, Resp protocol, boolean killed) {
    int half = script.size() / 2;
    try (Duel duel = new Duel(redis, slotwise, protocol)) {
      duel.fight(script.subList(0, half));
      if (killed) {
        slotwise.kill();
        slotwise.restart();
        duel.reconnect();
      }
      duel.fight(script.subList(half, script.size()));
      duel.compareContents();
    }
  }
}
