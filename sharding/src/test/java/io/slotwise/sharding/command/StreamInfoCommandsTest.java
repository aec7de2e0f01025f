package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** XINFO: what a stream tells of itself, and how far its groups have come. */
class StreamInfoCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String FIRST = "[\"1-0\", [\"f\", \"v1\"]]";

  @BeforeEach
  void aStreamWithAGroup() {
    givenList("l");
    for (int i = 1; i <= 3; i++) {
      given("XADD s " + i + " f v" + i);
    }
    given("XGROUP CREATE s g 0");
  }

  private static String stream(
      long length, String lastId, String maxDeleted, long added, String firstId) {
    return "[\"length\", (integer) "
        + length
        + ", \"radix-tree-keys\", (integer) 1, \"radix-tree-nodes\", (integer) 2,"
        + " \"last-generated-id\", \""
        + lastId
        + "\", \"max-deleted-entry-id\", \""
        + maxDeleted
        + "\", \"entries-added\", (integer) "
        + added
        + ", \"recorded-first-entry-id\", \""
        + firstId
        + "\", ";
  }

  private static String group(
      long consumers, long pending, String lastId, String read, String lag) {
    return "[[\"name\", \"g\", \"consumers\", (integer) "
        + consumers
        + ", \"pending\", (integer) "
        + pending
        + ", \"last-delivered-id\", \""
        + lastId
        + "\", \"entries-read\", "
        + read
        + ", \"lag\", "
        + lag
        + "]]";
  }

  @Test
  void streamTellsItsCountersAndItsEnds() {
    expect(
        "XINFO STREAM s",
        stream(3, "3-0", "0-0", 3, "1-0")
            + "\"groups\", (integer) 1, \"first-entry\", "
            + FIRST
            + ", \"last-entry\", [\"3-0\", [\"f\", \"v3\"]]]");
    given("XDEL s 1 3");
    expect(
        "XINFO STREAM s",
        stream(1, "3-0", "3-0", 3, "2-0")
            + "\"groups\", (integer) 1, \"first-entry\", [\"2-0\", [\"f\", \"v2\"]],"
            + " \"last-entry\", [\"2-0\", [\"f\", \"v2\"]]]");
    given("XTRIM s MAXLEN 0");
    expect(
        "XINFO STREAM s",
        "[\"length\", (integer) 0, \"radix-tree-keys\", (integer) 0, \"radix-tree-nodes\","
            + " (integer) 1, \"last-generated-id\", \"3-0\", \"max-deleted-entry-id\", \"3-0\","
            + " \"entries-added\", (integer) 3, \"recorded-first-entry-id\", \"0-0\", \"groups\","
            + " (integer) 1, \"first-entry\", (nil), \"last-entry\", (nil)]");
  }

  @Test
  void fullTellsEntriesGroupsAndConsumers() {
    given("XREADGROUP GROUP g c COUNT 2 STREAMS s >");
    given("XCLAIM s g c 0 1 2 TIME 1000 JUSTID");
    given("XGROUP CREATECONSUMER s g d");
    String full =
        stream(3, "3-0", "0-0", 3, "1-0")
            + "\"entries\", ["
            + FIRST
            + "], \"groups\", [[\"name\", \"g\", \"last-delivered-id\", \"2-0\", \"entries-read\","
            + " (integer) 2, \"lag\", (integer) 1, \"pel-count\", (integer) 2, \"pending\","
            + " [[\"1-0\", \"c\", (integer) 1000, (integer) 1]], \"consumers\", [[\"name\", \"c\","
            + " \"seen-time\", (now), \"pel-count\", (integer) 2, \"pending\", [[\"1-0\","
            + " (integer) 1000, (integer) 1]]], [\"name\", \"d\", \"seen-time\", (now),"
            + " \"pel-count\", (integer) 0, \"pending\", []]]]]]";
    expectButForTimes("XINFO STREAM s FULL COUNT 1", full);
    expectButForTimes(
        "XINFO STREAM s full count -5", withoutTimes(handlers().text("XINFO STREAM s FULL")));
  }

  private void expectButForTimes(String line, String reply) {
    assertThat(withoutTimes(handlers().text(line))).isEqualTo(reply);
    if (redis() != null) {
      assertThat(withoutTimes(redis().text(line))).as("redis: " + line).isEqualTo(reply);
    }
  }

  private static String withoutTimes(String reply) {
    return reply.replaceAll("\\(integer\\) 1[5-9]\\d{11}", "(now)");
  }

  @Test
  void groupsTellHowFarTheyHaveCome() {
    expect("XINFO GROUPS s", group(0, 0, "0-0", "(nil)", "(integer) 3"));
    given("XREADGROUP GROUP g c COUNT 1 STREAMS s >");
    expect("XINFO GROUPS s", group(1, 1, "1-0", "(integer) 1", "(integer) 2"));
    given("XREADGROUP GROUP g c STREAMS s >");
    given("XACK s g 1 2");
    expect("XINFO GROUPS s", group(1, 1, "3-0", "(integer) 3", "(integer) 0"));
  }

  @Test
  void aDeletedEntryAheadHidesTheLag() {
    given("XADD s 4 f v");
    given("XREADGROUP GROUP g c COUNT 1 STREAMS s >");
    given("XDEL s 3");
    expect("XINFO GROUPS s", group(1, 1, "1-0", "(integer) 1", "(nil)"));
    given("XREADGROUP GROUP g c COUNT 1 STREAMS s >");
    expect("XINFO GROUPS s", group(1, 2, "2-0", "(nil)", "(nil)"));
    given("XREADGROUP GROUP g c COUNT 1 STREAMS s >");
    expect("XINFO GROUPS s", group(1, 3, "4-0", "(integer) 4", "(integer) 0"));
    given("XGROUP SETID s g 2");
    expect("XINFO GROUPS s", group(1, 3, "2-0", "(nil)", "(nil)"));
    given("XGROUP SETID s g 2 ENTRIESREAD 2");
    given("XTRIM s MINID 4");
    expect("XINFO GROUPS s", group(1, 3, "2-0", "(integer) 2", "(integer) 2"));
  }

  @Test
  void consumersTellWhatTheyHave() {
    expect("XINFO CONSUMERS s g", "[]");
    given("XREADGROUP GROUP g c COUNT 2 STREAMS s >");
    handlers().keyspace().setNowMs(handlers().keyspace().nowMs() + 5000);
    assertThat(handlers().text("XINFO CONSUMERS s g"))
        .isEqualTo("[[\"name\", \"c\", \"pending\", (integer) 2, \"idle\", (integer) 5000]]");
    given("XREADGROUP GROUP g c STREAMS s 0");
    assertThat(handlers().text("XINFO CONSUMERS s g"))
        .isEqualTo("[[\"name\", \"c\", \"pending\", (integer) 2, \"idle\", (integer) 0]]");
  }

  @Test
  void errorsComeInTheirOrder() {
    expectError("XINFO STREAM missing FOO", "ERR no such key");
    expectError("XINFO STREAM l FOO", WRONG_TYPE);
    String wrong =
        "ERR unknown subcommand or wrong number of arguments for 'STREAM'. Try XINFO HELP.";
    expectError("XINFO STREAM s FOO", wrong);
    expectError("XINFO STREAM s FULL COUNT", wrong);
    expectError("XINFO STREAM s FULL FOO 1", wrong);
    expectError("XINFO STREAM s FULL COUNT 1 2", wrong);
    expectError("XINFO STREAM s FULL COUNT x", "ERR value is not an integer or out of range");
    expectError("XINFO GROUPS missing", "ERR no such key");
    expectError("XINFO GROUPS l", WRONG_TYPE);
    expectError("XINFO CONSUMERS missing g", "ERR no such key");
    expectError("XINFO CONSUMERS l g", WRONG_TYPE);
    expectError(
        "XINFO CONSUMERS s missing", "NOGROUP No such consumer group 'missing' for key name 's'");
    expectError("XINFO FOO s", "ERR unknown subcommand 'FOO'. Try XINFO HELP.");
    expect("XINFO HELP", handlers().text("XINFO HELP"));
  }
}
