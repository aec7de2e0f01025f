package io.slotwise.it.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.it.harness.ItPaths;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every command that Slotwise has is described to clients as redis-server describes it: name,
 * arity, flags, key positions, key specs, categories, tips. A difference, and a command that
 * redis-server does not have, stands in {@code ops/docs/deviations.md} as {@code `parity:NAME`} or
 * {@code `parity:NAME:FIELD`}. {@code -Dtranscripts=record} writes the recorded table anew.
 */
@Tag("differential")
class CommandParityTest {

  private static final Path RECORDED =
      ItPaths.module().resolve("src/test/resources/parity/redis-7.0.15.tsv");

  private static TestServer slotwise;
  private static CommandTable expected;
  private static CommandTable actual;
  private static String deviations;

  @BeforeAll
  static void ask() throws IOException {
    if (RedisOracle.isInstalled() && "record".equals(System.getProperty("transcripts"))) {
      try (RedisOracle redis = RedisOracle.start()) {
        CommandTable.of(redis).write(RECORDED);
      }
    }
    slotwise = Servers.slotwise();
    expected = CommandTable.read(RECORDED);
    actual = CommandTable.of(slotwise);
    Path file = ItPaths.root().resolve("ops/docs/deviations.md");
    deviations = Files.exists(file) ? Files.readString(file) : "";
  }

  @AfterAll
  static void stop() {
    if (slotwise != null) {
      slotwise.close();
    }
  }

  @Test
  void theRecordedTableIsWhatRedisServerAnswers() {
    assumeTrue(RedisOracle.isInstalled(), "no redis-server");
    try (RedisOracle redis = RedisOracle.start()) {
      assertThat(CommandTable.of(redis).commands()).isEqualTo(expected.commands());
    }
  }

  @Test
  void everyCommandIsDescribedAsRedisDescribesIt() {
    List<String> differences = new ArrayList<>();
    actual
        .commands()
        .forEach(
            (name, facts) -> {
              Map<String, String> redis = expected.commands().get(name);
              if (redis == null) {
                note(differences, "parity:" + name, "redis-server has no such command");
              } else {
                facts.forEach(
                    (field, value) -> {
                      if (!value.equals(redis.get(field))) {
                        note(
                            differences,
                            "parity:" + name + ":" + field,
                            "\n   redis    " + redis.get(field) + "\n   slotwise " + value);
                      }
                    });
              }
            });
    assertThat(differences)
        .as("correct the command's spec, or declare the difference in ops/docs/deviations.md")
        .isEmpty();
  }

  private static void note(List<String> differences, String id, String what) {
    if (!deviations.contains("`" + id + "`")) {
      differences.add(id + ": " + what);
    }
  }

  @Test
  void theGroupsThatAreServedAreServedWhole() {
    Set<String> missing = new TreeSet<>();
    for (String group :
        List.of("string", "generic", "bitmap", "hyperloglog", "connection", "pubsub", "stream")) {
      commandsOf(group).stream()
          .filter(name -> !actual.commands().containsKey(name))
          .forEach(missing::add);
    }
    assertThat(missing).isEmpty();
  }

  /** By category, since the table has no groups; what is of another type is left out. */
  private static List<String> commandsOf(String group) {
    Map<String, String> categories =
        Map.of(
            "string", "@string",
            "generic", "@keyspace",
            "bitmap", "@bitmap",
            "hyperloglog", "@hyperloglog",
            "connection", "@connection",
            "pubsub", "@pubsub",
            "stream", "@stream");
    return expected.commands().entrySet().stream()
        .filter(e -> List.of(e.getValue().get("acl").split(" ")).contains(categories.get(group)))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void commandInfoSaysOfEachCommandWhatCommandSays() {
    try (RawClient client = slotwise.connect()) {
      client.call("HELLO", "3");
      RawReply all = client.call("COMMAND");
      List<String> request = new ArrayList<>(List.of("COMMAND", "INFO"));
      all.children().forEach(command -> request.add(command.children().get(0).text()));
      RawReply info = client.call(request.toArray(String[]::new));
      assertThat(CommandTable.of(info).commands()).isEqualTo(CommandTable.of(all).commands());
      assertThat(client.call("COMMAND", "COUNT").asLong()).isEqualTo(all.children().size());
      assertThat(client.call("COMMAND", "LIST").children().stream().map(RawReply::text))
          .containsExactlyInAnyOrderElementsOf(CommandTable.of(all).commands().keySet());
    }
  }

  @Test
  void everyCommandHasItsDocumentation() {
    try (RawClient client = slotwise.connect()) {
      client.call("HELLO", "3");
      RawReply docs = client.call("COMMAND", "DOCS");
      for (int i = 0; i < docs.children().size(); i += 2) {
        String name = docs.children().get(i).text();
        List<String> fields =
            docs.children().get(i + 1).children().stream().map(RawReply::text).toList();
        assertThat(fields).as("COMMAND DOCS %s", name).contains("summary", "since", "group");
      }
      assertThat(docs.children().size() / 2).isEqualTo(client.call("COMMAND", "COUNT").asLong());
    }
  }
}
