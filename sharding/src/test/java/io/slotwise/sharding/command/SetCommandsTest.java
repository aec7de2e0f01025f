package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sets, small ones and such as lie in pages, and what is made of several. */
class SetCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";

  private void givenRange(String key, int from, int to, String prefix) {
    given(
        "SADD "
            + key
            + " "
            + IntStream.range(from, to).mapToObj(i -> prefix + i).collect(Collectors.joining(" ")));
  }

  @Test
  void membersAreAddedAndRemoved() {
    expectInteger("SADD s a b a", 2);
    expectInteger("SADD s b", 0);
    expectInteger("SADD s c", 1);
    expectInteger("SCARD s", 3);
    expectInteger("SISMEMBER s a", 1);
    expect("SMISMEMBER s a x c", "[(integer) 1, (integer) 0, (integer) 1]");
    expectInteger("SREM s a x", 1);
    expectInteger("SREM s x", 0);
    expectUnordered("SMEMBERS s", "b", "c");
    expectInteger("SREM s b c", 2);
    expectInteger("EXISTS s", 0);
    expectEvents("0:new:s", "0:sadd:s", "0:sadd:s", "0:srem:s", "0:srem:s", "0:del:s");
  }

  @Test
  void integersComeInAscendingOrder() {
    given("SADD s 10 9 -3 9223372036854775807 -9223372036854775808 100");
    String sorted =
        "[\"-9223372036854775808\", \"-3\", \"9\", \"10\", \"100\", \"9223372036854775807\"]";
    expect("SMEMBERS s", sorted);
    expect("SUNION s", sorted);
    expect("SINTER s s", sorted);
    expect("SDIFF s none", sorted);
    expect("SRANDMEMBER s 10", sorted);
    expect("SSCAN s 0 COUNT 1", "[\"0\", " + sorted + "]");
    expect("SPOP s 10", sorted);
  }

  @Test
  void theEncodingIsThatOfRedisAndStays() {
    givenRange("s", 0, 512, "");
    expect("OBJECT ENCODING s", "\"intset\"");
    given("SADD s 512");
    expect("OBJECT ENCODING s", "\"hashtable\"");
    given("SREM s 512 511");
    expect("OBJECT ENCODING s", "\"hashtable\"");
    given("SUNIONSTORE t s");
    expect("OBJECT ENCODING t", "\"intset\"");
    given("SADD t a");
    given("SREM t a");
    expect("OBJECT ENCODING t", "\"hashtable\"");
  }

  @Test
  void manyMembersLieInPages() {
    givenRange("s", 0, 5000, "member:");
    givenRange("t", 2500, 7500, "member:");
    assertThat(handlers().keyspace().pageCount()).isGreaterThan(100);
    expectInteger("SCARD s", 5000);
    expectInteger("SISMEMBER s member:4999", 1);
    expectInteger("SISMEMBER s member:5000", 0);
    expectInteger("SINTERCARD 2 s t", 2500);
    expectInteger("SINTERCARD 2 s t LIMIT 7", 7);
    expectInteger("SUNIONSTORE u s t", 7500);
    expectInteger("SDIFFSTORE u s t", 2500);
    expectInteger("SINTERSTORE s s t", 2500);
    expectUnordered(
        "SMEMBERS s",
        IntStream.range(2500, 5000).mapToObj(i -> "member:" + i).toArray(String[]::new));
    expectInteger("SMOVE s u member:2500", 1);
    expectInteger("SCARD u", 2501);
  }

  @Test
  void largeSetsAreScannedInSteps() {
    givenRange("s", 0, 2000, "m");
    Set<String> seen = new HashSet<>();
    String cursor = "0";
    do {
      Reply.Array reply = (Reply.Array) handlers().run("SSCAN s " + cursor + " COUNT 20");
      cursor = ((Reply.Bulk) reply.elements().get(0)).bytes().utf8();
      List<Reply> found = ((Reply.Array) reply.elements().get(1)).elements();
      assertThat(found).hasSizeLessThan(300);
      found.forEach(member -> seen.add(((Reply.Bulk) member).bytes().utf8()));
    } while (!cursor.equals("0"));
    assertThat(seen).hasSize(2000);
  }

  @Test
  void membersArePoppedByLot() {
    givenRange("s", 0, 1000, "m");
    Set<Reply> popped = new HashSet<>();
    popped.add(handlers().run("SPOP s"));
    for (int count : new int[] {10, 600, 388}) {
      List<Reply> members = ((Reply.SetOf) handlers().run("SPOP s " + count)).elements();
      assertThat(members).hasSize(count);
      popped.addAll(members);
    }
    assertThat(popped).hasSize(999);
    assertThat(handlers().text("SCARD s")).isEqualTo("(integer) 1");
    assertThat(handlers().text("SPOP s 5")).startsWith("[\"m");
    assertThat(handlers().text("EXISTS s")).isEqualTo("(integer) 0");
    expect("SPOP none", "(nil)");
    expect("SPOP none 3", "[]");
    expectError("SPOP s -1", "ERR value is out of range, must be positive");
    expectError("SPOP s 1 2", "ERR syntax error");
  }

  @Test
  void membersAreDrawnByLot() {
    givenRange("s", 0, 1000, "m");
    for (int count : new int[] {1, 10, 500, 999}) {
      List<Reply> drawn = ((Reply.Array) handlers().run("SRANDMEMBER s " + count)).elements();
      assertThat(new HashSet<>(drawn)).hasSize(count);
    }
    assertThat(((Reply.Array) handlers().run("SRANDMEMBER s -3000")).elements()).hasSize(3000);
    expect("SRANDMEMBER none", "(nil)");
    expect("SRANDMEMBER none -3", "[]");
    expect("SRANDMEMBER s 0", "[]");
  }

  @Test
  void membersMoveBetweenSets() {
    given("SADD s a b");
    given("SET str 1");
    expectEvents("0:new:s", "0:sadd:s", "0:new:str", "0:set:str");
    expectInteger("SMOVE none str a", 0);
    expectError("SMOVE s str a", WRONG_TYPE);
    expectInteger("SMOVE s t x", 0);
    expectInteger("SMOVE s s a", 1);
    expectInteger("SMOVE s t a", 1);
    expectInteger("SMOVE s t b", 1);
    expectEvents("0:srem:s", "0:new:t", "0:sadd:t", "0:srem:s", "0:del:s", "0:sadd:t");
  }

  @Test
  void resultsTakeTheDestinationsPlace() {
    given("SADD a 1 2 3");
    given("SADD b 2 3 4");
    given("SET d 1 EX 1000");
    expectEvents("0:new:a", "0:sadd:a", "0:new:b", "0:sadd:b", "0:new:d", "0:set:d", "0:expire:d");
    expectInteger("SINTERSTORE d a b", 2);
    expectInteger("TTL d", -1);
    expectInteger("SDIFFSTORE e a b", 1);
    expectInteger("SUNIONSTORE a a b", 4);
    expectInteger("SDIFFSTORE a a a", 0);
    expectInteger("SINTERSTORE none2 none none", 0);
    expectEvents("0:sinterstore:d", "0:new:e", "0:sdiffstore:e", "0:sunionstore:a", "0:del:a");
    given("SET str 1");
    expectError("SUNIONSTORE d b str", WRONG_TYPE);
    expectError("SINTER none str", WRONG_TYPE);
    expectError("SINTERCARD 1 str", WRONG_TYPE);
  }

  @Test
  void errorsOfSintercardComeInOrder() {
    expectError("SINTERCARD 0 s", "ERR numkeys should be greater than 0");
    expectError("SINTERCARD x s", "ERR numkeys should be greater than 0");
    expectError("SINTERCARD 2 s", "ERR Number of keys can't be greater than number of args");
    expectError("SINTERCARD 1 s LIMIT", "ERR syntax error");
    expectError("SINTERCARD 1 s LIMIT x", "ERR LIMIT can't be negative");
    expectError("SINTERCARD 1 s LIMIT -1 FOO", "ERR LIMIT can't be negative");
  }
}
