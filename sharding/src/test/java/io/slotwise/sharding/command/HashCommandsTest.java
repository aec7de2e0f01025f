package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Reply;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hashes but for the deadlines of fields: small ones, and such as lie in pages. */
class HashCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";

  /** Sets fields {@code f0}, {@code f1}, ... to {@code v0}, {@code v1}, ... */
  private void givenFields(int count) {
    given(
        "HSET h "
            + IntStream.range(0, count)
                .mapToObj(i -> "f" + i + " v" + i)
                .collect(Collectors.joining(" ")));
  }

  @Test
  void fieldsAreSetReadAndDeleted() {
    expectInteger("HSET h a 1 b 2", 2);
    expectInteger("HSET h a 3 c 4 c 5", 1);
    expect("HGETALL h", "[\"a\", \"3\", \"b\", \"2\", \"c\", \"5\"]");
    expect("HKEYS h", "[\"a\", \"b\", \"c\"]");
    expect("HVALS h", "[\"3\", \"2\", \"5\"]");
    expect("HMGET h c x a", "[\"5\", (nil), \"3\"]");
    expectInteger("HLEN h", 3);
    expectInteger("HDEL h a x c", 2);
    expectInteger("HEXISTS h a", 0);
    expectInteger("HSTRLEN h b", 1);
    expectInteger("HDEL h b", 1);
    expectInteger("EXISTS h", 0);
    expectEvents("0:new:h", "0:hset:h", "0:hset:h", "0:hdel:h", "0:hdel:h", "0:del:h");
  }

  @Test
  void aMissingHashIsEmpty() {
    expect("HGETALL h", "[]");
    expect("HGET h a", "(nil)");
    expect("HMGET h a b", "[(nil), (nil)]");
    expect("HRANDFIELD h", "(nil)");
    expect("HRANDFIELD h 5 WITHVALUES", "[]");
    expect("HSCAN h 0 COUNT nonsense", "[\"0\", []]");
    expectInteger("HDEL h a", 0);
  }

  @Test
  void otherTypesAreRefusedAfterTheArguments() {
    given("SET s 1");
    expectError("HSET s a", "ERR wrong number of arguments for 'hset' command");
    expectError("HSET s a 1 b", "ERR wrong number of arguments for 'hset' command");
    expectError("HMSET s a 1 b", "ERR wrong number of arguments for 'hmset' command");
    expectError("HSET s a 1", WRONG_TYPE);
    expectError("HGETALL s", WRONG_TYPE);
    expectError("HINCRBY s a x", "ERR value is not an integer or out of range");
    expectError("HINCRBY s a 1", WRONG_TYPE);
    expectError("HINCRBYFLOAT s a x", "ERR value is not a valid float");
    expectError("HINCRBYFLOAT s a inf", "ERR value is NaN or Infinity");
    expectError("HRANDFIELD s 1 foo", "ERR syntax error");
    expectError("HRANDFIELD s 1", WRONG_TYPE);
    expectError("HSCAN s x", "ERR invalid cursor");
    expectError("HSCAN s 0 COUNT x", WRONG_TYPE);
  }

  @Test
  void numbersCount() {
    expectInteger("HINCRBY h n 5", 5);
    expectInteger("HINCRBY h n -7", -2);
    expect("HINCRBYFLOAT h n 0.5", "\"-1.5\"");
    expectError("HINCRBY h n 1", "ERR hash value is not an integer");
    given("HSET h word a max 9223372036854775807 big 1e4932");
    expectError("HINCRBYFLOAT h word 1", "ERR hash value is not a float");
    expectError("HINCRBY h max 1", "ERR increment or decrement would overflow");
    expectError("HINCRBYFLOAT h big 1e4932", "ERR increment would produce NaN or Infinity");
    expectEvents("0:new:h", "0:hincrby:h", "0:hincrby:h", "0:hincrbyfloat:h", "0:hset:h");
  }

  @Test
  void theEncodingIsThatOfRedisAndStays() {
    given("HSET h a " + "v".repeat(64));
    expect("OBJECT ENCODING h", "\"listpack\"");
    given("HSET h a " + "v".repeat(65));
    expect("OBJECT ENCODING h", "\"hashtable\"");
    given("HSET h a 1");
    expect("OBJECT ENCODING h", "\"hashtable\"");
    given("DEL h");
    givenFields(512);
    expect("OBJECT ENCODING h", "\"listpack\"");
    given("HSET h f512 v512");
    expect("OBJECT ENCODING h", "\"hashtable\"");
    given("HDEL h f512 f511");
    expect("OBJECT ENCODING h", "\"hashtable\"");
    expect("HRANDFIELD h 0", "[]");
  }

  @Test
  void manyFieldsLieInPages() {
    givenFields(3000);
    assertThat(handlers().keyspace().pageCount()).isGreaterThan(10);
    expectInteger("HLEN h", 3000);
    expect("HMGET h f0 f2999 f3000", "[\"v0\", \"v2999\", (nil)]");
    expectInteger("HSET h f17 other", 0);
    expect("HGET h f17", "\"other\"");
    expectUnordered(
        "HKEYS h", IntStream.range(0, 3000).mapToObj(i -> "f" + i).toArray(String[]::new));
    for (int i = 0; i < 3000; i++) {
      expectInteger("HDEL h f" + i, 1);
    }
    expectInteger("EXISTS h", 0);
  }

  @Test
  void aListpackIsScannedInOneStep() {
    givenFields(500);
    Reply.Array reply = (Reply.Array) handlers().run("HSCAN h 0 COUNT 3");
    assertThat(ReplyText.of(reply.elements().get(0))).isEqualTo("\"0\"");
    assertThat(((Reply.Array) reply.elements().get(1)).elements()).hasSize(1000);
  }

  @Test
  void largeHashesAreScannedInSteps() {
    givenFields(2000);
    Set<String> seen = new HashSet<>();
    String cursor = "0";
    int steps = 0;
    do {
      Reply.Array reply =
          (Reply.Array) handlers().run("HSCAN h " + cursor + " COUNT 50 MATCH f* NOVALUES");
      cursor = ((Reply.Bulk) reply.elements().get(0)).bytes().utf8();
      for (Reply field : ((Reply.Array) reply.elements().get(1)).elements()) {
        seen.add(((Reply.Bulk) field).bytes().utf8());
      }
      steps++;
    } while (!cursor.equals("0"));
    assertThat(seen).hasSize(2000);
    assertThat(steps).isGreaterThan(20);
  }

  @Test
  void fieldsAreDrawnByLot() {
    givenFields(1000);
    for (int count : new int[] {1, 10, 500, 999}) {
      Reply.Array drawn = (Reply.Array) handlers().run("HRANDFIELD h " + count);
      assertThat(new HashSet<>(drawn.elements())).hasSize(count);
    }
    assertThat(((Reply.Array) handlers().run("HRANDFIELD h 5000")).elements()).hasSize(1000);
    assertThat(((Reply.Array) handlers().run("HRANDFIELD h -5000")).elements()).hasSize(5000);
    Reply.Pairs pairs = (Reply.Pairs) handlers().run("HRANDFIELD h -3 WITHVALUES");
    assertThat(pairs.firstsAndSeconds()).hasSize(6);
    expectError(
        "HRANDFIELD h -9223372036854775808",
        "ERR value is out of range, value must between -9223372036854775807 and"
            + " 9223372036854775807");
    expectError("HRANDFIELD h 4611686018427387904 WITHVALUES", "ERR value is out of range");
  }

  @Test
  void theDeadlineOfTheKeyStays() {
    given("HSET h a 1");
    given("EXPIREAT h 32503680000");
    given("HSET h b 2");
    expectInteger("EXPIRETIME h", 32503680000L);
  }
}
