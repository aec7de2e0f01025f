package io.slotwise.it.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.slotwise.it.differential.ScriptRunner.Answer;
import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every script of {@code src/test/resources/differential} gets the same replies from Slotwise as
 * from redis-server, under RESP2 and RESP3: live where redis-server is installed, and always as
 * recorded in the transcripts. {@code -Dtranscripts=record} writes the transcripts anew, {@code
 * -Dscript=connection} runs the scripts whose path contains that word.
 */
@Tag("differential")
class ScriptsTest {

  private static final boolean RECORD = "record".equals(System.getProperty("transcripts"));
  private static final String FILTER = System.getProperty("script", "");

  private static TestServer slotwise;
  private static TestServer redis;

  @BeforeAll
  static void start() {
    if (!RECORD) {
      slotwise = Servers.slotwise("--enable-debug-command", "yes");
    }
    if (RedisOracle.isInstalled()) {
      redis = RedisOracle.start();
    }
  }

  @AfterAll
  static void stop() {
    if (slotwise != null) {
      slotwise.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  @TestFactory
  Stream<DynamicNode> scripts() {
    return Script.all().stream().filter(s -> s.title().contains(FILTER)).map(this::tests);
  }

  private DynamicNode tests(Script script) {
    return dynamicContainer(
        script.title(),
        script.protocols().stream()
            .flatMap(
                protocol ->
                    RECORD
                        ? Stream.of(
                            dynamicTest("recorded " + protocol, () -> record(script, protocol)))
                        : Stream.of(
                            dynamicTest(
                                script.title() + " live " + protocol, () -> live(script, protocol)),
                            dynamicTest(
                                script.title() + " as recorded " + protocol,
                                () -> asRecorded(script, protocol)))));
  }

  private static void record(Script script, Resp protocol) {
    assertThat(redis).as("recording needs redis-server 7.0.x").isNotNull();
    List<Answer> once = ScriptRunner.run(script, redis, protocol);
    List<Answer> again = ScriptRunner.run(script, redis, protocol);
    ScriptFailure.of(script, protocol, "redis-server once", "redis-server again")
        .compare(Expected.answers(once), again, false);
    Transcript.write(script.transcript(protocol), protocol, once);
  }

  private static void live(Script script, Resp protocol) {
    assumeTrue(redis != null, "no redis-server");
    ScriptFailure.of(script, protocol, "redis-server", "slotwise")
        .compare(
            Expected.answers(ScriptRunner.run(script, redis, protocol)),
            ScriptRunner.run(script, slotwise, protocol),
            true);
  }

  private static void asRecorded(Script script, Resp protocol) {
    assertThat(Files.exists(script.transcript(protocol)))
        .as("%s has no transcript: record it with -Dtranscripts=record", script.title())
        .isTrue();
    ScriptFailure.of(script, protocol, "redis-server (transcript)", "slotwise")
        .compare(
            Expected.transcript(Transcript.read(script.transcript(protocol))),
            ScriptRunner.run(script, slotwise, protocol),
            true);
  }
}
