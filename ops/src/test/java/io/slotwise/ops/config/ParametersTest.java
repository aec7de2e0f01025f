package io.slotwise.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every parameter of redis-server 7.0.15 is here, with its default and its refusals. What differs
 * on purpose is listed with the reason.
 */
class ParametersTest {

  private record Fact(String defaultText, String refusalOfWord, String refusalOfNumber) {}

  /** Names whose default is another one here, and why. */
  private static final Map<String, String> OTHER_DEFAULTS =
      Map.of(
          "appendonly", "data lives on disk",
          "daemonize", "the recorded server was started as a daemon",
          "dir", "depends on where it was started",
          "io-threads", "0 lets the node choose",
          "pidfile", "depends on how it was started",
          "port", "depends on how it was started");

  /** Names that answer something else, and why. */
  private static final Map<String, String> OTHER_REFUSALS =
      Map.of(
          "activedefrag", "there is nothing to defragment",
          "dir", "the store cannot move while it is open",
          "tls-cluster", "a node begins with it or without",
          "tls-port", "a node listens where it was told to at its start",
          "tls-replication", "nothing replicates by Redis's protocol",
          "bind", "a node listens where it was told to at its start",
          "port", "a node listens where it was told to at its start");

  private static final Map<String, Fact> FACTS = facts();

  private static Map<String, Fact> facts() {
    Map<String, Fact> facts = new TreeMap<>();
    try (InputStream in = ParametersTest.class.getResourceAsStream("redis-7.0.15-parameters.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n")) {
        if (!line.startsWith("#")) {
          String[] parts = line.split(" \\| ", -1);
          facts.put(parts[0], new Fact(parts[1], parts[2], parts[3]));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return facts;
  }

  @Test
  void everyParameterOfRedisIsKnown() {
    assertThat(Parameters.names().keySet()).containsAll(FACTS.keySet());
  }

  @Test
  void onlyOurOwnParametersAreNotRedisParameters() {
    Set<String> own = new TreeSet<>(Parameters.names().keySet());
    own.removeAll(FACTS.keySet());
    assertThat(own)
        .containsExactly(
            "akka-port",
            "cluster-acknowledge",
            "cluster-client-port",
            "cluster-replicas",
            "cluster-shards",
            "durability",
            "join",
            "lua-lock-level",
            "lua-rollback",
            "lua-undeclared-keys",
            "management-bind",
            "management-password",
            "management-port",
            "management-user",
            "pipeline-order",
            "pipeline-squashing",
            "raft-port");
  }

  @TestFactory
  List<DynamicTest> defaultsAreThoseOfRedis() {
    return FACTS.entrySet().stream()
        .filter(fact -> !OTHER_DEFAULTS.containsKey(fact.getKey()))
        .map(
            fact ->
                DynamicTest.dynamicTest(
                    fact.getKey(),
                    () ->
                        assertThat(Parameters.find(fact.getKey()).defaultText())
                            .isEqualTo(fact.getValue().defaultText())))
        .toList();
  }

  @TestFactory
  List<DynamicTest> refusalsAreThoseOfRedis() {
    return FACTS.entrySet().stream()
        .filter(fact -> !OTHER_REFUSALS.containsKey(fact.getKey()))
        .map(
            fact ->
                DynamicTest.dynamicTest(
                    fact.getKey(),
                    () -> {
                      assertThat(answer(fact.getKey(), "zzz~"))
                          .isEqualTo(fact.getValue().refusalOfWord());
                      assertThat(answer(fact.getKey(), "-99999999999"))
                          .isEqualTo(fact.getValue().refusalOfNumber());
                    }))
        .toList();
  }

  /** What CONFIG SET answers in a table where every parameter is followed. */
  private static String answer(String name, String value) {
    ConfigTable table = ConfigTable.of(ConfigFactory.load());
    Parameters.ALL.forEach(parameter -> table.onChange(parameter.name(), unused -> {}));
    try {
      table.set(List.of(Map.entry(name, value)), false);
      return "OK";
    } catch (ConfigSetException e) {
      return e.getMessage().replaceFirst("^CONFIG SET failed \\([^)]*\\) - ", "");
    }
  }

  @Test
  void defaultsAreTheSameInCodeAndInTheReferenceFile() throws RefusedValueException {
    Config reference = ConfigFactory.defaultReference();
    for (Parameter parameter : Parameters.ALL) {
      if (parameter.isApplied() && parameter.path().startsWith(Parameter.HOME)) {
        String text = HoconText.of(reference.getValue(parameter.path()));
        assertThat(parameter.type().canonical(text))
            .as(parameter.name())
            .isEqualTo(parameter.defaultText());
      }
    }
  }

  @Test
  void theReferenceFileDescribesEveryAppliedParameterAndNothingElse() {
    Config server = ConfigFactory.defaultReference().getConfig(Parameter.HOME);
    Set<String> applied =
        Parameters.ALL.stream()
            .filter(p -> p.isApplied() && p.path().startsWith(Parameter.HOME))
            .map(Parameter::name)
            .collect(Collectors.toSet());
    assertThat(server.root().keySet()).containsExactlyInAnyOrderElementsOf(applied);
    server
        .root()
        .forEach((name, value) -> assertThat(value.origin().comments()).as(name).isNotEmpty());
  }

  @Test
  void defaultsAreInTheFormInWhichConfigGetShowsThem() throws RefusedValueException {
    for (Parameter parameter : Parameters.ALL) {
      assertThat(parameter.type().canonical(parameter.defaultText()))
          .as(parameter.name())
          .isEqualTo(parameter.defaultText());
    }
  }
}
