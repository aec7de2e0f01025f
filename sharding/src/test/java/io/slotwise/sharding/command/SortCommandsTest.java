package io.slotwise.sharding.command;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** SORT and SORT_RO: orders, patterns, limits and storing. */
class SortCommandsTest extends HandlerTest {

  @Test
  void numbersAndBytes() {
    given("RPUSH l 10 9 2 33 2.5 -1 1e2");
    expect("SORT l", "[\"-1\", \"2\", \"2.5\", \"9\", \"10\", \"33\", \"1e2\"]");
    given("SORT l DESC");
    given("SORT l ALPHA");
    given("SORT l ALPHA DESC LIMIT 1 3");
    given("SORT_RO l LIMIT 2 2");
    given("SADD s c a b 10 9");
    given("SORT s ALPHA");
    given("ZADD z 3 a 2 b 1 c");
    given("SORT z BY nosort");
    given("SORT z BY nosort DESC");
    given("SORT z BY nosort DESC LIMIT 1 1");
    given("SORT z BY nosort LIMIT 0 -1");
    given("SORT z ALPHA DESC");
    given("RPUSH odd 1 \"\" \" 2\" \"-0\" 0");
    given("SORT odd");
    expect("SORT none", "[]");
  }

  @Test
  void limitsOfAllKinds() {
    given("RPUSH l 5 4 3 2 1");
    for (String limit :
        new String[] {"0 0", "0 -1", "-1 2", "3 10", "5 1", "9 1", "1 -5", "-9 -9"}) {
      given("SORT l LIMIT " + limit);
      given("SORT l BY nosort LIMIT " + limit);
      given("SORT l BY nosort GET # LIMIT " + limit);
    }
  }

  @Test
  void patternsNameKeysAndFields() {
    given("RPUSH l 1 2 3 4");
    given("MSET weight_1 30 weight_2 10 weight_3 20 name_1 one name_2 two");
    given("HSET hash_1 name first weight 7");
    given("HSET hash_3 name third weight 5 \"a->b\" x");
    given("SORT l BY weight_*");
    given("SORT l BY weight_* DESC GET # GET name_* GET hash_*->name GET nothing GET weight_*");
    given("SORT l BY hash_*->weight GET hash_*->name");
    given("SORT l BY name_* ALPHA");
    given("SORT l BY name_* ALPHA DESC");
    given("SORT l BY weight_*->x GET name_*-> GET hash_*->a->b GET l* GET *");
    given("SORT l BY # GET #");
    expectError("SORT l BY name_*", "ERR One or more scores can't be converted into double");
  }

  @Test
  void resultsAreStored() {
    given("RPUSH l 3 1 2");
    given("SET name_1 one");
    given("SET taken x");
    given("EXPIRE taken 1000");
    expectInteger("SORT l STORE taken", 3);
    expectInteger("TTL taken", -1);
    given("LRANGE taken 0 -1");
    expectInteger("SORT l GET name_* GET # STORE other", 6);
    given("LRANGE other 0 -1");
    expectInteger("SORT none STORE other", 0);
    expectInteger("SORT none STORE other", 0);
    expectInteger("SORT l STORE l", 3);
    given("LRANGE l 0 -1");
    given("SADD s b a c");
    expectInteger("SORT s BY nosort STORE sorted", 3);
    expect("LRANGE sorted 0 -1", "[\"a\", \"b\", \"c\"]");
    expectEvents(
        "0:new:l",
        "0:rpush:l",
        "0:new:name_1",
        "0:set:name_1",
        "0:new:taken",
        "0:set:taken",
        "0:expire:taken",
        "0:sortstore:taken",
        "0:new:other",
        "0:sortstore:other",
        "0:del:other",
        "0:sortstore:l",
        "0:new:s",
        "0:sadd:s",
        "0:new:sorted",
        "0:sortstore:sorted");
  }

  @Test
  void errorsComeInOrder() {
    given("SET s x");
    given("RPUSH l a 1");
    String syntax = "ERR syntax error";
    String wrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";
    expectError("SORT s", wrongType);
    expectError("SORT s FOO", syntax);
    expectError("SORT s LIMIT 1", syntax);
    expectError("SORT s LIMIT a 1", "ERR value is not an integer or out of range");
    expectError("SORT s BY", syntax);
    expectError("SORT s STORE", syntax);
    expectError("SORT_RO l STORE x", syntax);
    expectError("SORT l", "ERR One or more scores can't be converted into double");
    expectError("SORT l STORE x", "ERR One or more scores can't be converted into double");
    expectError("SORT", "ERR wrong number of arguments for 'sort' command");
  }

  @Test
  void manyElements() {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      int element = random.nextInt(300);
      given("RPUSH l " + element);
      given("SET w" + element + " " + random.nextInt(20));
    }
    given("SORT l");
    given("SORT l DESC");
    given("SORT l BY w* GET # GET w*");
    given("SORT l BY w* DESC LIMIT 5 50");
  }
}
