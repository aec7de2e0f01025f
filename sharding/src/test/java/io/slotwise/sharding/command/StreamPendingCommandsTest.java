package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XACK, XPENDING, XCLAIM and XAUTOCLAIM: what consumers have, and how it changes hands. */
class StreamPendingCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String INVALID_ID =
      "ERR Invalid stream ID specified as stream command argument";
  private static final String NOT_INTEGER = "ERR value is not an integer or out of range";
  private static final String NOTHING = "[(integer) 0, (nil), (nil), (nil array)]";

  /** Of five entries c has 1 to 3 and d has 4; 5 is new. */
  @BeforeEach
  void pendingEntries() {
    givenList("l");
    for (int i = 1; i <= 5; i++) {
      given("XADD s " + i + " f v" + i);
    }
    given("XGROUP CREATE s g 0");
    given("XREADGROUP GROUP g c COUNT 3 STREAMS s >");
    given("XREADGROUP GROUP g d COUNT 1 STREAMS s >");
    expectEventsAnew();
  }

  private void expectEventsAnew() {
    handlers().keyspace().drainEvents();
    if (redis() != null) {
      redis().drainEvents();
    }
  }

  /** Makes the entries look as if they had been left for long. */
  private void givenLeftFor(String ms, String consumer, String... ids) {
    given("XCLAIM s g " + consumer + " 0 " + String.join(" ", ids) + " JUSTID IDLE " + ms);
    expectEventsAnew();
  }

  @Test
  void xackTakesEntriesOffTheList() {
    expectInteger("XACK s g 1 3 5 9", 2);
    expectInteger("XACK s g 1", 0);
    expect("XPENDING s g", "[(integer) 2, \"2-0\", \"4-0\", [[\"c\", \"1\"], [\"d\", \"1\"]]]");
    expectInteger("XACK s g 2 2 4", 2);
    expect("XPENDING s g", NOTHING);
    expectEvents();
  }

  @Test
  void xackChecksIdsOnlyWithAGroup() {
    expectInteger("XACK missing g abc", 0);
    expectInteger("XACK s missing abc", 0);
    expectError("XACK s g 1 abc", INVALID_ID);
    expectError("XACK l g abc", WRONG_TYPE);
    expect("XPENDING s g", "[(integer) 4, \"1-0\", \"4-0\", [[\"c\", \"3\"], [\"d\", \"1\"]]]");
  }

  @Test
  void xpendingTellsOfEachEntryInARange() {
    givenLeftFor("5000000", "c", "1", "2");
    expect("XPENDING s g IDLE 1000000 - + 10 d", "[]");
    expect("XPENDING s g IDLE 9000000 - + 10", "[]");
    expect("XPENDING s g - + 0", "[]");
    expect("XPENDING s g - + -1", "[]");
    expect("XPENDING s g (4 + 10", "[]");
    expect("XPENDING s g - + 10 nobody", "[]");
    given("XCLAIM s g c 0 1 2 3 TIME 1 JUSTID RETRYCOUNT 7");
    expectOwners("XPENDING s g - + 10", "1-0 c 7, 2-0 c 7, 3-0 c 7, 4-0 d 1");
    expectOwners("XPENDING s g 2 (4 1", "2-0 c 7");
    expectOwners("XPENDING s g - + 10 d", "4-0 d 1");
    expectOwners("XPENDING s g IDLE 1000000 (1 + 10", "2-0 c 7, 3-0 c 7");
    expectOwners("XPENDING s g IDLE 1000000 - + 2 c", "1-0 c 7, 2-0 c 7");
  }

  /** Expects ids, owners and counts of deliveries, and any idle times. */
  private void expectOwners(String line, String owners) {
    String pattern = "\\[\"(\\d+-\\d+)\", \"(\\w+)\", \\(integer\\) \\d+, \\(integer\\) (\\d+)\\]";
    assertThat(handlers().text(line).replaceAll(pattern, "$1 $2 $3"))
        .as(line)
        .isEqualTo("[" + owners + "]");
    if (redis() != null) {
      assertThat(redis().text(line).replaceAll(pattern, "$1 $2 $3"))
          .as("redis: " + line)
          .isEqualTo("[" + owners + "]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "XPENDING l g -;ERR syntax error",
        "XPENDING l g - +;ERR syntax error",
        "XPENDING l g IDLE 1 - + 1 c d;ERR syntax error",
        "XPENDING l g IDLE x - + 1;" + NOT_INTEGER,
        "XPENDING l g IDLE 1 x;ERR syntax error",
        "XPENDING l g IDLE 1 2 3;ERR syntax error",
        "XPENDING l g x + x;" + NOT_INTEGER,
        "XPENDING l g x y 1;" + INVALID_ID,
        "XPENDING l g - y 1;" + INVALID_ID,
        "XPENDING l g (18446744073709551615-18446744073709551615 y 1;"
            + "ERR invalid start ID for the interval",
        "XPENDING l g - (0-0 1;ERR invalid end ID for the interval",
        "XPENDING l g - + 1;" + WRONG_TYPE,
        "XPENDING l g;" + WRONG_TYPE,
        "XPENDING missing g;NOGROUP No such key 'missing' or consumer group 'g'",
        "XPENDING s missing - + 1;NOGROUP No such key 's' or consumer group 'missing'",
        "XCLAIM l missing c x y;" + WRONG_TYPE,
        "XCLAIM s missing c x y;NOGROUP No such key 's' or consumer group 'missing'",
        "XCLAIM s g c x y;ERR Invalid min-idle-time argument for XCLAIM",
        "XCLAIM s g c 0 1 y 2;ERR Unrecognized XCLAIM option 'y'",
        "XCLAIM s g c 0 1 FORCE 2;ERR Unrecognized XCLAIM option '2'",
        "XCLAIM s g c 0 1 IDLE;ERR Unrecognized XCLAIM option 'IDLE'",
        "XCLAIM s g c 0 1 IDLE x;ERR Invalid IDLE option argument for XCLAIM",
        "XCLAIM s g c 0 1 TIME x;ERR Invalid TIME option argument for XCLAIM",
        "XCLAIM s g c 0 1 RETRYCOUNT x;ERR Invalid RETRYCOUNT option argument for XCLAIM",
        "XCLAIM s g c 0 1 LASTID x;" + INVALID_ID,
        "XAUTOCLAIM l missing c x y;ERR Invalid min-idle-time argument for XAUTOCLAIM",
        "XAUTOCLAIM l missing c 0 y COUNT x;" + INVALID_ID,
        "XAUTOCLAIM l g c 0 (18446744073709551615-18446744073709551615;"
            + "ERR invalid start ID for the interval",
        "XAUTOCLAIM l missing c 0 0 COUNT x;ERR COUNT must be > 0",
        "XAUTOCLAIM l missing c 0 0 COUNT 0;ERR COUNT must be > 0",
        "XAUTOCLAIM l missing c 0 0 COUNT 9223372036854775807;ERR COUNT must be > 0",
        "XAUTOCLAIM l missing c 0 0 COUNT;ERR syntax error",
        "XAUTOCLAIM l missing c 0 0 FOO;ERR syntax error",
        "XAUTOCLAIM l missing c 0 0;" + WRONG_TYPE,
        "XAUTOCLAIM s missing c 0 0;NOGROUP No such key 's' or consumer group 'missing'"
      })
  void errorsComeInTheirOrder(String line, String error) {
    expectError(line, error);
    expectEvents();
  }

  @Test
  void xclaimGivesEntriesToAnother() {
    expect("XCLAIM s g e 0 1 4 5 9", "[[\"1-0\", [\"f\", \"v1\"]], [\"4-0\", [\"f\", \"v4\"]]]");
    expectEvents("0:xgroup-createconsumer:s");
    expect("XCLAIM s g e 0 2 JUSTID", "[\"2-0\"]");
    expectOwners("XPENDING s g - + 10", "1-0 e 2, 2-0 e 1, 3-0 c 1, 4-0 e 2");
    expect("XCLAIM s g c 1000000 1 2 3 4", "[]");
    expectEvents();
  }

  @Test
  void xclaimTakesOnlyWhatHasBeenLeftForLongEnough() {
    givenLeftFor("5000000", "c", "1");
    expect("XCLAIM s g new 1000000 1 2 JUSTID", "[\"1-0\"]");
    expectEvents("0:xgroup-createconsumer:s");
    expect("XCLAIM s g newer 1000000 1 2 JUSTID", "[]");
    expectEvents();
  }

  @Test
  void xclaimWithForceMakesEntriesPending() {
    expect("XCLAIM s g e 1000000 5 9 FORCE", "[[\"5-0\", [\"f\", \"v5\"]]]");
    expect("XCLAIM s g e 0 5 FORCE RETRYCOUNT 9 JUSTID", "[\"5-0\"]");
    expectOwners("XPENDING s g 5 5 10", "5-0 e 9");
  }

  @Test
  void xclaimMayMoveTheGroupOn() {
    expect("XCLAIM s g e 0 9 LASTID 5", "[]");
    expect("XREADGROUP GROUP g c STREAMS s >", "(nil array)");
  }

  @Test
  void aDeletedEntryThatIsClaimedIsPendingNoMore() {
    given("XDEL s 1 2");
    expectEventsAnew();
    expect("XCLAIM s g e 0 1", "[]");
    expect("XPENDING s g", "[(integer) 3, \"2-0\", \"4-0\", [[\"c\", \"2\"], [\"d\", \"1\"]]]");
    expect("XAUTOCLAIM s g e 1000000 0", "[\"0-0\", [], [\"2-0\"]]");
    expect("XPENDING s g", "[(integer) 2, \"3-0\", \"4-0\", [[\"c\", \"1\"], [\"d\", \"1\"]]]");
    expectEvents();
  }

  @Test
  void xautoclaimGoesThroughAllThatIsPending() {
    expect("XAUTOCLAIM s g e 0 0 COUNT 1", "[\"2-0\", [[\"1-0\", [\"f\", \"v1\"]]], []]");
    expectEvents("0:xgroup-createconsumer:s");
    expect("XAUTOCLAIM s g e 0 2 COUNT 2 JUSTID", "[\"4-0\", [\"2-0\", \"3-0\"], []]");
    expect("XAUTOCLAIM s g e 0 (3", "[\"0-0\", [[\"4-0\", [\"f\", \"v4\"]]], []]");
    expectOwners("XPENDING s g - + 10", "1-0 e 2, 2-0 e 1, 3-0 e 1, 4-0 e 2");
    expect("XAUTOCLAIM s g c 1000000 -", "[\"0-0\", [], []]");
    expectEvents();
  }

  @Test
  void xautoclaimLooksAtTenEntriesForEachThatItMayClaim() {
    for (int i = 10; i < 40; i++) {
      given("XADD s " + i + " f v");
    }
    given("XREADGROUP GROUP g c STREAMS s >");
    givenLeftFor("5000000", "c", "39");
    expect("XAUTOCLAIM s g e 1000000 0 COUNT 1 JUSTID", "[\"15-0\", [], []]");
    expect("XAUTOCLAIM s g e 1000000 0 COUNT 3 JUSTID", "[\"35-0\", [], []]");
    expect("XAUTOCLAIM s g e 1000000 35 COUNT 1 JUSTID", "[\"0-0\", [\"39-0\"], []]");
  }
}
