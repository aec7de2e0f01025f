package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.it.harness.Commands;
import io.slotwise.it.harness.Loud;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** redis-cli with its modes, and redis-benchmark, as Redis ships them. */
class RedisToolsTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    if (isInstalled()) {
      server = Servers.slotwise();
    } else {
      Loud.say("REDIS-CLI AND REDIS-BENCHMARK ARE NOT TESTED: they are not on the PATH");
    }
  }

  private static boolean isInstalled() {
    return RedisOracle.onPath("redis-cli").isPresent()
        && RedisOracle.onPath("redis-benchmark").isPresent();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void fill() {
    assumeTrue(isInstalled(), "no redis-cli");
    try (RawClient client = server.connect()) {
      client.call("FLUSHALL");
      for (int i = 0; i < 300; i++) {
        client.call("SET", "key:" + i, "v".repeat(i + 1));
      }
    }
  }

  private static Commands.Result cli(String input, Duration atMost, String... options) {
    List<String> command =
        new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(server.port())));
    command.addAll(List.of(options));
    return Commands.run(new ProcessBuilder(command), input, atMost);
  }

  private static String cli(String... options) {
    Commands.Result result = cli("", Duration.ofSeconds(30), options);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  @Test
  void commandsAreAnsweredUnderBothProtocols() {
    assertThat(cli("SET", "a", "1")).isEqualTo("OK\n");
    assertThat(cli("-3", "GET", "a")).isEqualTo("1\n");
    assertThat(cli("-n", "5", "GET", "a")).isEqualTo("\n");
    assertThat(cli("--no-raw", "MGET", "a", "b")).isEqualTo("1) \"1\"\n2) (nil)\n");
    assertThat(cli("-3", "--json", "CONFIG", "GET", "port")).startsWith("{\"port\":");
    assertThat(cli("", Duration.ofSeconds(30), "-e", "NOSUCH").output())
        .startsWith("ERR unknown command");
  }

  @Test
  void aScriptOnItsInputIsRun() {
    assertThat(cli("SET x 1\nINCR x\nGET x\n", Duration.ofSeconds(30)).output())
        .isEqualTo("OK\n2\n2\n");
  }

  @Test
  void scanListsEveryKeyOnce() {
    assertThat(cli("--scan").lines()).hasSize(300).doesNotHaveDuplicates();
    assertThat(cli("--scan", "--pattern", "key:29?").lines()).hasSize(10);
  }

  @Test
  void bigkeysAndMemkeysFindTheLargest() {
    assertThat(cli("--bigkeys"))
        .contains("Biggest string found '\"key:299\"' has 300 bytes")
        .contains("300 strings with");
    assertThat(cli("--memkeys")).contains("300 strings with");
  }

  @Test
  void pipeLoadsALongStream() {
    String stream =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "SET piped:" + i + " " + i + "\r\n")
            .collect(Collectors.joining());
    assertThat(cli(stream, Duration.ofSeconds(60), "--pipe").output())
        .contains("errors: 0, replies: 20000");
    assertThat(cli("DBSIZE")).isEqualTo("20300\n");
  }

  @Test
  void statReadsInfo() {
    assumeTrue(RedisOracle.onPath("stdbuf").isPresent(), "no stdbuf");
    // It never ends by itself: -1 is our time limit, and what it printed until then counts. Without
    // stdbuf it would keep its lines in a buffer.
    Commands.Result stat =
        Commands.run(
            List.of(
                "stdbuf",
                "-oL",
                "redis-cli",
                "-p",
                Integer.toString(server.port()),
                "--stat",
                "-i",
                "0.2"),
            Duration.ofSeconds(3));
    assertThat(stat.exitCode()).isEqualTo(-1);
    assertThat(stat.output()).contains("keys").containsPattern("(?m)^300 +\\S+ +\\d+ ");
  }

  @Test
  void latencyMeasures() {
    // Not on a terminal it measures for -i seconds and prints: min max avg samples.
    assertThat(cli("--latency", "-i", "1").strip()).matches("\\d+ \\d+ \\d+\\.\\d+ \\d+");
  }

  @Test
  void benchmarkRunsItsCommandsWithAndWithoutPipelines() {
    for (String depth : List.of("1", "16")) {
      Commands.Result result =
          Commands.run(
              List.of(
                  "redis-benchmark",
                  "-p",
                  Integer.toString(server.port()),
                  "-n",
                  "3000",
                  "-c",
                  "20",
                  "-P",
                  depth,
                  "-r",
                  "1000",
                  "-t",
                  "ping_inline,ping_mbulk,set,get,incr,mset",
                  "--csv"),
              Duration.ofSeconds(60));
      assertThat(result.exitCode()).as(result.output()).isZero();
      // A heading and a line for each test.
      assertThat(result.output().lines().filter(line -> line.startsWith("\""))).hasSize(7);
      assertThat(result.output()).doesNotContain("Error");
    }
  }
}
