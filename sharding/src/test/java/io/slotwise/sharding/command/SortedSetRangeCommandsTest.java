package io.slotwise.sharding.command;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Elements of sorted sets that follow each other. */
class SortedSetRangeCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String NOT_FLOAT = "ERR min or max is not a float";
  private static final String NOT_LEX = "ERR min or max not valid string range item";
  private static final String NOT_INTEGER = "ERR value is not an integer or out of range";
  private static final String SYNTAX = "ERR syntax error";

  @BeforeEach
  void someSets() {
    given("ZADD z 1 a 2 b 3 c 4 d 5 e");
    given("ZADD lex 0 a 0 b 0 ba 0 c 0 d");
    givenList("list");
    for (String key : new String[] {"z", "lex"}) {
      given("TYPE " + key);
    }
  }

  @Test
  void ranksCountFromBothEnds() {
    expect("ZRANGE z 1 2", "[\"b\", \"c\"]");
    expect("ZREVRANGE z 1 2", "[\"d\", \"c\"]");
    expect("ZRANGE z 1 2 REV WITHSCORES", "[\"d\", \"4\", \"c\", \"3\"]");
    String[] ranks = {
      "0",
      "1",
      "-1",
      "-2",
      "4",
      "5",
      "-5",
      "-6",
      "100",
      "-100",
      "9223372036854775807",
      "-9223372036854775808"
    };
    for (String from : ranks) {
      for (String to : ranks) {
        given("ZRANGE z " + from + " " + to);
        given("ZREVRANGE z " + from + " " + to + " WITHSCORES");
        given("ZRANGE z " + from + " " + to + " REV");
      }
    }
    given("ZRANGE missing 0 -1");
    given("ZRANGE z 0 -1 LIMIT 2 -1");
  }

  @Test
  void scoresWithLimits() {
    String[] ends = {"-inf", "(1", "1", "2.5", "(5", "5", "+inf", "(3", "3"};
    String[] limits = {
      "", " LIMIT 0 2", " LIMIT 1 -1", " LIMIT -1 2", " LIMIT 2 0", " LIMIT 9 9", " LIMIT 0 -5"
    };
    for (String min : ends) {
      for (String max : ends) {
        given("ZCOUNT z " + min + " " + max);
        for (String limit : limits) {
          given("ZRANGEBYSCORE z " + min + " " + max + limit);
          given("ZREVRANGEBYSCORE z " + max + " " + min + " WITHSCORES" + limit);
          given("ZRANGE z " + min + " " + max + " BYSCORE REV" + limit);
          given("ZRANGE z " + min + " " + max + limit + " BYSCORE WITHSCORES");
        }
      }
    }
  }

  @Test
  void membersWithLimits() {
    String[] ends = {
      "-", "+", "[a", "(a", "[b", "(b", "[bb", "(d", "[d", "[", "(", "\"[\\xff\"", "\"-\\x00a\""
    };
    for (String min : ends) {
      for (String max : ends) {
        given("ZLEXCOUNT lex " + min + " " + max);
        given("ZRANGEBYLEX lex " + min + " " + max);
        given("ZREVRANGEBYLEX lex " + max + " " + min + " LIMIT 1 2");
        given("ZRANGE lex " + min + " " + max + " BYLEX REV LIMIT 0 1");
      }
    }
  }

  @Test
  void errorsOfZrangeComeInOrder() {
    expectError("ZRANGE list x y FOO", SYNTAX);
    expectError("ZRANGE list x y LIMIT 1", SYNTAX);
    expectError("ZRANGE list x y BYLEX BYSCORE", SYNTAX);
    expectError("ZRANGE list x y REV REV", SYNTAX);
    expectError("ZRANGE list x y LIMIT a b FOO", NOT_INTEGER);
    expectError(
        "ZRANGE list x y LIMIT 1 2",
        "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    expectError(
        "ZRANGE list x y BYLEX WITHSCORES",
        "ERR syntax error, WITHSCORES not supported in combination with BYLEX");
    expectError(
        "ZRANGEBYLEX list x y WITHSCORES",
        "ERR syntax error, WITHSCORES not supported in combination with BYLEX");
    expectError(
        "ZREVRANGE list 0 1 LIMIT 0 1",
        "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    expectError("ZREVRANGE list 0 1 REV", SYNTAX);
    expectError("ZRANGEBYSCORE list 0 1 BYSCORE", SYNTAX);
    expectError("ZRANGE list x y", NOT_INTEGER);
    expectError("ZRANGE list 1 y", NOT_INTEGER);
    expectError("ZRANGE list (x y BYSCORE", NOT_FLOAT);
    expectError("ZRANGE list 1 (nan BYSCORE", NOT_FLOAT);
    expectError("ZRANGE list a b BYLEX", NOT_LEX);
    expectError("ZRANGE list -a +b BYLEX", NOT_LEX);
    expectError("ZRANGE list \"\" + BYLEX", NOT_LEX);
    expectError("ZRANGE list 0 1", WRONG_TYPE);
    expectError("ZCOUNT list x 1", NOT_FLOAT);
    expectError("ZCOUNT list 0 1", WRONG_TYPE);
    expectError("ZLEXCOUNT list 0 1", NOT_LEX);
    expectError("ZLEXCOUNT list - +", WRONG_TYPE);
    expectError("ZREMRANGEBYRANK list x 1", NOT_INTEGER);
    expectError("ZREMRANGEBYRANK list 0 1", WRONG_TYPE);
    expectError("ZREMRANGEBYSCORE list x 1", NOT_FLOAT);
    expectError("ZREMRANGEBYSCORE list 0 1", WRONG_TYPE);
    expectError("ZREMRANGEBYLEX list x 1", NOT_LEX);
    expectError("ZREMRANGEBYLEX list - +", WRONG_TYPE);
    expectError("ZRANGESTORE d list x y WITHSCORES", SYNTAX);
    expectError("ZRANGESTORE d list 0 1", WRONG_TYPE);
  }

  @Test
  void zrangestoreReplacesTheDestination() {
    given("SET d v EX 100");
    given("ZADD z -0 zero");
    handlers().keyspace().drainEvents();
    if (redis() != null) {
      redis().drainEvents();
    }
    expectInteger("ZRANGESTORE d z 0 2", 3);
    expect("ZRANGE d 0 -1 WITHSCORES", "[\"zero\", \"0\", \"a\", \"1\", \"b\", \"2\"]");
    expectInteger("TTL d", -1);
    expectInteger("ZRANGESTORE d z 1 (4 BYSCORE REV LIMIT 0 1", 0);
    expectInteger("EXISTS d", 0);
    expectInteger("ZRANGESTORE d z (4 1 BYSCORE REV LIMIT 0 2", 2);
    expect("ZRANGE d 0 -1", "[\"b\", \"c\"]");
    expectInteger("ZRANGESTORE z z 0 0", 1);
    expectInteger("ZRANGESTORE list missing 0 -1", 0);
    expectInteger("ZRANGESTORE list missing 0 -1", 0);
    expectInteger("ZRANGESTORE l2 lex [b [c BYLEX", 3);
    expectEvents(
        "0:zrangestore:d",
        "0:del:d",
        "0:new:d",
        "0:zrangestore:d",
        "0:zrangestore:z",
        "0:del:list",
        "0:new:l2",
        "0:zrangestore:l2");
  }

  @Test
  void rangesAreRemoved() {
    handlers().keyspace().drainEvents();
    if (redis() != null) {
      redis().drainEvents();
    }
    expectInteger("ZREMRANGEBYRANK z 5 9", 0);
    expectInteger("ZREMRANGEBYRANK z 1 -4", 1);
    expectInteger("ZREMRANGEBYSCORE z (1 3", 1);
    expectInteger("ZREMRANGEBYSCORE z 9 10", 0);
    expectInteger("ZREMRANGEBYSCORE missing 9 10", 0);
    expect("ZRANGE z 0 -1", "[\"a\", \"d\", \"e\"]");
    expectInteger("ZREMRANGEBYLEX lex [b (c", 2);
    expectInteger("ZREMRANGEBYRANK z 0 -1", 3);
    expectInteger("ZREMRANGEBYLEX lex - +", 3);
    expectEvents(
        "0:zremrangebyrank:z",
        "0:zremrangebyscore:z",
        "0:zremrangebylex:lex",
        "0:zremrangebyrank:z",
        "0:del:z",
        "0:zremrangebylex:lex",
        "0:del:lex");
  }
}
