package io.slotwise.sharding.command;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Unions, intersections and differences of sorted sets. */
class SortedSetAlgebraCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String SYNTAX = "ERR syntax error";

  @BeforeEach
  void someSets() {
    given("ZADD a 1 x 2 y 3 z");
    given("ZADD b 10 y 20 z");
    given("ZADD c 0.1 z inf w");
    given("ZADD minus -inf w 1 z");
    givenList("list");
  }

  @Test
  void unionsIntersectionsDifferences() {
    expect("ZUNION 2 a b WITHSCORES", "[\"x\", \"1\", \"y\", \"12\", \"z\", \"23\"]");
    expect("ZINTER 2 a b", "[\"y\", \"z\"]");
    expect("ZDIFF 2 a b WITHSCORES", "[\"x\", \"1\"]");
    expectInteger("ZINTERCARD 2 a b", 2);
    expectInteger("ZINTERCARD 2 a b LIMIT 1", 1);
    expectInteger("ZINTERCARD 2 a b LIMIT 0", 2);
    String[] keys = {
      "1 a",
      "2 a a",
      "3 a b c",
      "3 c b a",
      "2 c minus",
      "2 missing a",
      "2 a missing",
      "4 a b c minus"
    };
    String[] weights = {
      "", " WEIGHTS 2", " WEIGHTS 2 -1", " WEIGHTS 0 inf 0.5", " WEIGHTS 1 0 inf -2"
    };
    String[] aggregates = {"", " AGGREGATE SUM", " AGGREGATE MIN", " aggregate max"};
    for (String sources : keys) {
      given("ZDIFF " + sources + " WITHSCORES");
      given("ZDIFFSTORE d " + sources);
      given("ZRANGE d 0 -1 WITHSCORES");
      given("ZINTERCARD " + sources);
      for (String weight : weights) {
        for (String aggregate : aggregates) {
          given("ZUNION " + sources + weight + aggregate + " WITHSCORES");
          given("ZINTER " + sources + aggregate + weight + " WITHSCORES");
          given("ZUNIONSTORE d " + sources + weight + aggregate);
          given("ZRANGE d 0 -1 WITHSCORES");
          given("ZINTERSTORE d " + sources + weight + aggregate);
          given("ZRANGE d 0 -1 WITHSCORES");
        }
      }
    }
  }

  @Test
  void storesTellOfTheDestination() {
    handlers().keyspace().drainEvents();
    if (redis() != null) {
      redis().drainEvents();
    }
    expectInteger("ZUNIONSTORE d 2 a b", 3);
    expectInteger("ZINTERSTORE d 2 a b", 2);
    expectInteger("ZDIFFSTORE list 2 a b", 1);
    expectInteger("ZINTERSTORE d 2 a missing", 0);
    expectInteger("ZDIFFSTORE d 2 missing a", 0);
    expectInteger("ZUNIONSTORE a 2 a b", 3);
    expectEvents(
        "0:new:d",
        "0:zunionstore:d",
        "0:zinterstore:d",
        "0:zdiffstore:list",
        "0:del:d",
        "0:zunionstore:a");
  }

  @Test
  void errorsComeInOrder() {
    expectError("ZUNION x list", "ERR value is not an integer or out of range");
    expectError("ZUNION 0 list", "ERR at least 1 input key is needed for 'zunion' command");
    expectError("ZINTER -1 list", "ERR at least 1 input key is needed for 'zinter' command");
    expectError("ZDIFF 0 list", "ERR at least 1 input key is needed for 'zdiff' command");
    expectError("ZINTERCARD 0 list", "ERR at least 1 input key is needed for 'zintercard' command");
    expectError(
        "ZUNIONSTORE d 0 list", "ERR at least 1 input key is needed for 'zunionstore' command");
    expectError(
        "ZINTERSTORE d 0 list", "ERR at least 1 input key is needed for 'zinterstore' command");
    expectError(
        "ZDIFFSTORE d 0 list", "ERR at least 1 input key is needed for 'zdiffstore' command");
    expectError("ZUNION 2 list", SYNTAX);
    expectError("ZUNION 9223372036854775807 list", SYNTAX);
    expectError("ZUNION 1 list FOO", WRONG_TYPE);
    expectError("ZUNION 1 a FOO", SYNTAX);
    expectError("ZUNION 2 a b WEIGHTS 1", SYNTAX);
    expectError("ZUNION 2 a b WEIGHTS 1 x FOO", "ERR weight value is not a float");
    expectError("ZUNION 1 a WEIGHTS nan", "ERR weight value is not a float");
    expectError("ZUNION 1 a AGGREGATE", SYNTAX);
    expectError("ZUNION 1 a AGGREGATE COUNT", SYNTAX);
    expectError("ZUNION 1 a LIMIT 1", SYNTAX);
    expectError("ZUNIONSTORE d 1 a WITHSCORES", SYNTAX);
    expectError("ZDIFF 1 a WEIGHTS 1", SYNTAX);
    expectError("ZDIFFSTORE d 1 a AGGREGATE SUM", SYNTAX);
    expectError("ZINTERCARD 1 a WITHSCORES", SYNTAX);
    expectError("ZINTERCARD 1 a LIMIT -1", "ERR LIMIT can't be negative");
    expectError("ZINTERCARD 1 a LIMIT x", "ERR LIMIT can't be negative");
    expectError("ZINTERCARD 1 a LIMIT", SYNTAX);
  }

  @Test
  void membersOfPlainSetsHaveTheScoreOne() {
    given("SADD plain x z 7");
    expect(
        "ZUNION 2 a plain WITHSCORES", "[\"7\", \"1\", \"x\", \"2\", \"y\", \"2\", \"z\", \"4\"]");
    expect("ZINTER 2 plain a WEIGHTS 10 1 WITHSCORES", "[\"x\", \"11\", \"z\", \"13\"]");
    expect("ZDIFF 2 plain a WITHSCORES", "[\"7\", \"1\"]");
    expect("ZDIFF 2 a plain", "[\"y\"]");
    expectInteger("ZINTERCARD 2 a plain", 2);
    expectInteger("ZUNIONSTORE plain 1 plain", 3);
    expect("TYPE plain", "zset");
  }

  @Test
  void sumsAreRoundedInTheOrderOfRedis() {
    given("ZADD p 0.1 m 1 k 1 l");
    given("ZADD q 0.2 m 1 k");
    given("ZADD r 0.3 m");
    given("ZADD s 1e16 m 1 k 1 l 1 n");
    for (String keys : new String[] {"p q r", "r q p", "q p r"}) {
      given("ZUNION 3 " + keys + " WITHSCORES");
      given("ZINTER 3 " + keys + " WITHSCORES");
    }
    given("ZUNION 4 s p q r WITHSCORES WEIGHTS 1 10 10 10");
  }
}
