package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Single members of sorted sets. */
class SortedSetCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String NOT_FLOAT = "ERR value is not a valid float";

  @Test
  void zaddCountsWhatIsNewOrWithChWhatHasChanged() {
    expectInteger("ZADD z 1 a 2 b", 2);
    expectInteger("ZADD z 1 a 3 b 4 c", 1);
    expectInteger("ZADD z CH 1 a 5 b 6 d", 2);
    expectInteger("ZADD z ch CH 1 a", 0);
    expectInteger("ZADD z 1 x 2 x", 1);
    expect(
        "ZRANGE z 0 -1 WITHSCORES",
        "[\"a\", \"1\", \"x\", \"2\", \"c\", \"4\", \"b\", \"5\", \"d\", \"6\"]");
    expectEvents("0:new:z", "0:zadd:z", "0:zadd:z", "0:zadd:z", "0:zadd:z");
  }

  @Test
  void conditionsOfZadd() {
    expectInteger("ZADD z XX 1 a", 0);
    expectInteger("EXISTS z", 0);
    expectEvents();
    expectInteger("ZADD z NX 1 a 2 a 5 b", 2);
    expectInteger("ZADD z NX CH 9 a", 0);
    expectInteger("ZADD z XX 9 a 9 c", 0);
    expectInteger("ZADD z GT CH 8 a 8 b 7 c", 2);
    expectInteger("ZADD z LT CH 8 a 8 b 6 c", 2);
    expectInteger("ZADD z XX GT CH 10 a 10 d", 1);
    expectInteger("ZADD z XX LT CH 10 a 10 d", 0);
    expect("ZRANGE z 0 -1 WITHSCORES", "[\"c\", \"6\", \"b\", \"8\", \"a\", \"10\"]");
    expectEvents("0:new:z", "0:zadd:z", "0:zadd:z", "0:zadd:z", "0:zadd:z", "0:zadd:z");
  }

  @Test
  void incrAnswersTheSumOrNull() {
    expect("ZADD z INCR 1.5 a", "\"1.5\"");
    expect("ZADD z INCR 1.5 a", "\"3\"");
    expect("ZADD z NX INCR 1 a", "(nil)");
    expect("ZADD z XX INCR 1 b", "(nil)");
    expect("ZADD z GT INCR -1 a", "(nil)");
    expect("ZADD z LT INCR -1 a", "\"2\"");
    expect("ZADD z INCR 0 a", "\"2\"");
    expect("ZINCRBY z -2 a", "\"0\"");
    expect("ZINCRBY z inf a", "\"inf\"");
    expectError("ZINCRBY z -inf a", "ERR resulting score is not a number (NaN)");
    expect("ZINCRBY n -inf a", "\"-inf\"");
    expectEvents(
        "0:new:z",
        "0:zincr:z",
        "0:zincr:z",
        "0:zincr:z",
        "0:zincr:z",
        "0:zincr:z",
        "0:new:n",
        "0:zincr:n");
  }

  @Test
  void errorsOfZaddComeInOrder() {
    givenList("list");
    expectError("ZADD list 1", "ERR wrong number of arguments for 'zadd' command");
    expectError("ZADD list NX XX", "ERR syntax error");
    expectError("ZADD list NX XX 1", "ERR syntax error");
    expectError(
        "ZADD list NX XX GT x a", "ERR XX and NX options at the same time are not compatible");
    expectError(
        "ZADD list NX GT x a", "ERR GT, LT, and/or NX options at the same time are not compatible");
    expectError(
        "ZADD list LT NX x a", "ERR GT, LT, and/or NX options at the same time are not compatible");
    expectError(
        "ZADD list LT GT x a", "ERR GT, LT, and/or NX options at the same time are not compatible");
    expectError(
        "ZADD list INCR x a y b", "ERR INCR option supports a single increment-element pair");
    expectError("ZADD list 1 a x b", NOT_FLOAT);
    expectError("ZADD list 1 a", WRONG_TYPE);
    expectError("ZADD list XX 1 a", WRONG_TYPE);
    expectError(
        "ZADD z 1 a NX 2 b", NOT_FLOAT.replace("value is not a valid float", "syntax error"));
    expectError("ZINCRBY list x a", NOT_FLOAT);
    expectError("ZINCRBY list 1 a", WRONG_TYPE);
    expectError("ZINCRBY list nx a", "ERR syntax error");
    expectError("ZINCRBY list ch incr", "ERR syntax error");
  }

  @Test
  void scoresAreReadAsByC() {
    for (String score :
        new String[] {
          "0x10",
          "0X1p4",
          "0x.8",
          "0x1.p1",
          "inf",
          "+inf",
          "-Infinity",
          "INF",
          "1e400",
          "-1e400",
          "1e-400",
          "0e-400",
          "4.9e-324",
          "2e-324",
          "nan",
          "-nan",
          "1e",
          "1e+",
          ".5",
          "5.",
          ".",
          "+5",
          "--5",
          "1_0",
          "0x",
          "0xg",
          "1f",
          "1d",
          "007",
          "-0",
          "-0.0",
          "1e5",
          "123456789012345678",
          "0.1",
          "3.0",
          "1e22",
          "17179869184.000001",
          "\" 1\"",
          "\"1 \"",
          "\"\"",
          "\"1\\x00\"",
          "0x0p5",
          "00x1",
          "9007199254740993",
          "1e309",
          "179769313486231580793e289"
        }) {
      given("ZADD z " + score + " a");
      given("ZSCORE z a");
      given("ZRANGEBYSCORE z " + score + " inf WITHSCORES");
      given("ZCOUNT z (" + score + " 1e500");
      given("ZCOUNT z -1e500 \"" + score.replace("\"", "") + "\"");
    }
  }

  @Test
  void zeroAndMinusZeroAreEqualAndLargeSetsKeepThem() {
    given("ZADD z -0 b 0 a -0 c");
    expect("ZRANGE z 0 -1 WITHSCORES", "[\"a\", \"0\", \"b\", \"0\", \"c\", \"0\"]");
    expect("ZADD z INCR -0 new", "\"-0\"");
    given("ZADD z 1 " + "x".repeat(65));
    expectInteger("ZADD z CH -0 b -0 d", 1);
    for (int i = 0; i < 2; i++) {
      given("ZRANGE z 0 -1 WITHSCORES");
      given("ZSCORE z b");
      given("ZSCORE z d");
      given("ZCOUNT z 0 0");
      expectInteger("ZCOUNT z (-0 0", 0);
      for (int member = 0; member < 200; member++) {
        given("ZADD z " + member + " m" + member);
      }
    }
  }

  @Test
  void equalScoresAreOrderedByBytes() {
    given("ZADD z 1 \"\\xff\" 1 b 1 a 1 ab 1 \"\" 1 \"a\\x00\" 0 z 1 B");
    given("ZRANGE z 0 -1");
    given("ZREVRANGE z 0 -1 WITHSCORES");
    expectInteger("ZRANK z ab", 5);
  }

  @Test
  void zremRemovesAndDeletesTheEmptyKey() {
    given("ZADD z 1 a 2 b 3 c");
    expectInteger("ZREM z a x a", 1);
    expectInteger("ZREM z x", 0);
    expectInteger("ZREM z b c d", 2);
    expectInteger("EXISTS z", 0);
    expectInteger("ZREM z b", 0);
    expectEvents("0:new:z", "0:zadd:z", "0:zrem:z", "0:zrem:z", "0:del:z");
    givenList("list");
    expectError("ZREM list a", WRONG_TYPE);
  }

  @Test
  void scoresAndRanksOfMembers() {
    given("ZADD z 1.5 a 2 b 3 c");
    expectInteger("ZCARD z", 3);
    expectInteger("ZCARD missing", 0);
    expect("ZSCORE z a", "\"1.5\"");
    expect("ZSCORE z x", "(nil)");
    expect("ZSCORE missing x", "(nil)");
    expect("ZMSCORE z a x c", "[\"1.5\", (nil), \"3\"]");
    expect("ZMSCORE missing a b", "[(nil), (nil)]");
    expectInteger("ZRANK z a", 0);
    expectInteger("ZREVRANK z a", 2);
    expect("ZRANK z x", "(nil)");
    expect("ZREVRANK missing x", "(nil)");
    givenList("list");
    for (String line :
        new String[] {
          "ZCARD list", "ZSCORE list a", "ZMSCORE list a", "ZRANK list a", "ZREVRANK list a"
        }) {
      expectError(line, WRONG_TYPE);
    }
  }

  /** Of Redis 7.2, which the server at hand may not be. */
  @Test
  void ranksComeWithScores() {
    handlers().text("ZADD z 1.5 a 2 b");
    assertThat(handlers().text("ZRANK z b WITHSCORE")).isEqualTo("[(integer) 1, \"2\"]");
    assertThat(handlers().text("ZREVRANK z b withscore")).isEqualTo("[(integer) 0, \"2\"]");
    assertThat(handlers().text("ZRANK z x WITHSCORE")).isEqualTo("(nil array)");
    assertThat(handlers().text("ZRANK missing x WITHSCORE")).isEqualTo("(nil array)");
    assertThat(handlers().text("ZRANK z b SCORE")).isEqualTo("(error) ERR syntax error");
    assertThat(handlers().text("ZREVRANK z b WITHSCORE x"))
        .isEqualTo("(error) ERR wrong number of arguments for 'zrevrank' command");
  }

  @Test
  void zrandmemberDrawsByLot() {
    given("ZADD z 1 a");
    expect("ZRANDMEMBER z", "\"a\"");
    expect("ZRANDMEMBER z 5", "[\"a\"]");
    expect("ZRANDMEMBER z -3", "[\"a\", \"a\", \"a\"]");
    expect("ZRANDMEMBER z -2 WITHSCORES", "[\"a\", \"1\", \"a\", \"1\"]");
    expect("ZRANDMEMBER z 0", "[]");
    expect("ZRANDMEMBER missing", "(nil)");
    expect("ZRANDMEMBER missing 3", "[]");
    given("ZADD z 2 b 3 c");
    expect("ZRANDMEMBER z 9 WITHSCORES", "[\"c\", \"3\", \"b\", \"2\", \"a\", \"1\"]");
  }

  @Test
  void drawnMembersAreDifferentAndAllHaveTheirChance() {
    for (int i = 0; i < 100; i++) {
      handlers().text("ZADD z " + i + " m" + i);
    }
    for (int count : new int[] {1, 5, 12, 13, 50, 99}) {
      java.util.Set<String> seen = new java.util.HashSet<>();
      for (int draw = 0; draw < 400; draw++) {
        String[] drawn =
            handlers().text("ZRANDMEMBER z " + count).replaceAll("[\\[\\]]", "").split(", ");
        assertThat(drawn).hasSize(count).doesNotHaveDuplicates();
        seen.addAll(java.util.List.of(drawn));
      }
      assertThat(seen).as("of %s", count).hasSizeGreaterThan(90);
    }
  }

  @Test
  void errorsOfZrandmemberComeInOrder() {
    givenList("list");
    expectError("ZRANDMEMBER list x y z", "ERR value is not an integer or out of range");
    expectError(
        "ZRANDMEMBER list -9223372036854775808",
        "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807");
    expectError("ZRANDMEMBER list 1 foo", "ERR syntax error");
    expectError("ZRANDMEMBER list 1 withscores x", "ERR syntax error");
    expectError("ZRANDMEMBER list 9223372036854775807 withscores", "ERR value is out of range");
    expectError("ZRANDMEMBER list 1 withscores", WRONG_TYPE);
    expectError("ZRANDMEMBER list", WRONG_TYPE);
  }

  @Test
  void zscanShowsASmallSetAtOnce() {
    given("ZADD z 1.5 a 2 b 3e20 c");
    expect("ZSCAN z 0", "[\"0\", [\"a\", \"1.5\", \"b\", \"2\", \"c\", \"3e+20\"]]");
    expect("ZSCAN z 0 COUNT 1 MATCH [bc]", "[\"0\", [\"b\", \"2\", \"c\", \"3e+20\"]]");
    given("ZADD n 1e17 a 123456789012345678 b 4611686018427387904 c 4.7e18 d -1e18 e 1e-5 f");
    given("ZSCAN n 0");
    expect("ZSCAN missing 0 FOO", "[\"0\", []]");
    givenList("list");
    expectError("ZSCAN list x FOO", "ERR invalid cursor");
    expectError("ZSCAN list 0 FOO", WRONG_TYPE);
    expectError("ZSCAN z 0 COUNT x", "ERR value is not an integer or out of range");
    expectError("ZSCAN z 0 COUNT 0", "ERR syntax error");
    expectError("ZSCAN z 0 TYPE zset", "ERR syntax error");
    expectError("ZSCAN z 0 MATCH", "ERR syntax error");
  }

  @Test
  void aDeadlineStays() {
    given("ZADD z 1 a 2 b");
    given("PEXPIREAT z 32503680000000");
    given("ZADD z 3 c");
    given("ZREM z a");
    given("ZPOPMIN z");
    expectInteger("PEXPIRETIME z", 32503680000000L);
  }
}
