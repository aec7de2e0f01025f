package io.slotwise.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** COMMAND and its subcommands answer from the specs, in the shapes of redis-server 7.0.15. */
class CommandCommandsTest {

  private final CommandBench bench = new CommandBench();
  private final ClientSession client = bench.connect();

  @AfterEach
  void close() {
    bench.close();
  }

  private String run(String... words) {
    return bench.run(client, words);
  }

  @Test
  void infoHasTheTenFieldsOfRedis() {
    assertThat(run("command", "info", "GET", "nope"))
        .isEqualTo(
            "[[get, 2, <+readonly, +fast>, 1, 1, 1, <+@read, +@string, +@fast>, <>,"
                + " <{flags, <+RO, +access>, begin_search, {type, index, spec, {index, 1}},"
                + " find_keys, {type, range, spec, {lastkey, 0, keystep, 1, limit, 0}}}>, <>],"
                + " (BULK)]");
  }

  @Test
  void infoKnowsSubcommandsByTheirFullName() {
    assertThat(run("command", "info", "client|id"))
        .isEqualTo(
            "[[client|id, 2, <+noscript, +loading, +stale>, 0, 0, 0, <+@slow, +@connection>,"
                + " <>, <>, <>]]");
  }

  @Test
  void rangesThatFollowEachOtherCountAsOne() {
    assertThat(run("command", "info", "bitop")).startsWith("[[bitop, -4, <+write>, 2, -1, 1,");
  }

  @Test
  void countLeavesSubcommandsOut() {
    int commands = bench.catalog.commands().size();
    assertThat(run("command", "count")).isEqualTo(Integer.toString(commands));
    assertThat(bench.catalog.all().size()).isGreaterThan(commands);
  }

  @Test
  void bareCommandAndBareInfoTellAll() {
    assertThat(run("command")).isEqualTo(run("command", "info")).contains("[client|id, 2,");
  }

  @Test
  void listFilters() {
    assertThat(run("command", "list")).contains("client|id").contains("get");
    assertThat(run("command", "list", "filterby", "pattern", "GE*")).isEqualTo("[get]");
    assertThat(run("command", "list", "filterby", "aclcat", "Bitmap")).isEqualTo("[]");
    assertThat(run("command", "list", "filterby", "aclcat", "string")).isEqualTo("[get, set]");
    assertThat(run("command", "list", "filterby", "module", "x")).isEqualTo("[]");
    assertThat(run("command", "list", "filterby", "x", "y")).isEqualTo("-ERR syntax error");
    assertThat(run("command", "list", "filterby", "pattern")).isEqualTo("-ERR syntax error");
  }

  @Test
  void getKeysFindsThem() {
    assertThat(run("command", "getkeys", "get", "a")).isEqualTo("[a]");
    assertThat(run("command", "getkeys", "bitop", "and", "d", "a", "b")).isEqualTo("[d, a, b]");
  }

  @Test
  void getKeysRefusesInTheOrderOfRedis() {
    assertThat(run("command", "getkeys", "nope", "a")).isEqualTo("-ERR Invalid command specified");
    assertThat(run("command", "getkeys", "echo", "a"))
        .isEqualTo("-ERR The command has no key arguments");
    assertThat(run("command", "getkeys", "get", "a", "b"))
        .isEqualTo("-ERR Invalid number of arguments specified for command");
    assertThat(run("command", "getkeys", "get"))
        .isEqualTo("-ERR wrong number of arguments for 'command|getkeys' command");
  }

  @Test
  void flagsFollowTheOptionsWhereTheyMatter() {
    assertThat(run("command", "getkeysandflags", "set", "a", "b"))
        .isEqualTo("[[a, <+OW, +update>]]");
    assertThat(run("command", "getkeysandflags", "set", "a", "b", "GET"))
        .isEqualTo("[[a, <+RW, +access, +update>]]");
    assertThat(run("command", "getkeysandflags", "bitop", "and", "d", "a"))
        .isEqualTo("[[d, <+OW, +update>], [a, <+RO, +access>]]");
  }

  @Test
  void docsLeaveUnknownNamesOut() {
    assertThat(run("command", "docs", "nope")).isEqualTo("{}");
    assertThat(run("command", "docs", "echo", "nope"))
        .startsWith("{echo, {")
        .contains("since, 1.0.0, group, connection");
  }
}
