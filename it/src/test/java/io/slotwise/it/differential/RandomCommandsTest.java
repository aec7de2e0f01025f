package io.slotwise.it.differential;

import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;
import org.opentest4j.TestAbortedException;

/**
 * Random scripts of commands of every type, and of generic and expiry commands, get the same
 * replies, and leave the same contents, as on redis-server. A script that does not is shrunk and
 * printed for redis-cli; jqwik prints the seed, and tries the same script first in the next run.
 */
@Tag("differential")
class RandomCommandsTest {

  private static TestServer slotwise;
  private static TestServer redis;

  @BeforeContainer
  static void start() {
    if (RedisOracle.isInstalled()) {
      redis = RedisOracle.start();
      slotwise = Servers.slotwise();
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
      throw new TestAbortedException("no redis-server");
    }
  }

  @Provide
  Arbitrary<List<RandomCommand>> scripts() {
    return RandomCommands.scripts(120);
  }

  @Property(tries = 80, generation = GenerationMode.RANDOMIZED, edgeCases = EdgeCasesMode.NONE)
  void scriptsAreAnsweredAsByRedis(
      @ForAll("scripts") List<RandomCommand> script, @ForAll Resp protocol) {
    fight(script, protocol);
  }

  /** About a hundred thousand commands. */
  @Tag("slow")
  @Property(tries = 1700, generation = GenerationMode.RANDOMIZED, edgeCases = EdgeCasesMode.NONE)
  void aHundredThousandCommandsAreAnsweredAsByRedis(
      @ForAll("scripts") List<RandomCommand> script, @ForAll Resp protocol) {
    fight(script, protocol);
  }

  private static void fight(List<RandomCommand> script, Resp protocol) {
    try (Duel duel = new Duel(redis, slotwise, protocol)) {
      duel.fight(script);
      duel.compareContents();
    }
  }
}
