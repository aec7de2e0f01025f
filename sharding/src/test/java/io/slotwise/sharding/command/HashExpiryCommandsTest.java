package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deadlines of fields, by the documentation of Redis 7.4 and 8: 7.0 does not have them. */
class HashExpiryCommandsTest {

  private static final long NOW_MS = 1_700_000_000_000L;
  private static final String WRONG_TYPE =
      "(error) WRONGTYPE Operation against a key holding the wrong kind of value";

  private final CommandHarness harness = CommandHarness.ofAll();

  @BeforeEach
  void startClock() {
    harness.keyspace().setNowMs(NOW_MS);
  }

  private void expect(String line, String reply) {
    assertThat(harness.text(line)).as(line).isEqualTo(reply);
  }

  private void expectIntegers(String line, long... integers) {
    expect(
        line,
        IntStream.range(0, integers.length)
            .mapToObj(i -> "(integer) " + integers[i])
            .collect(Collectors.joining(", ", "[", "]")));
  }

  private void expectEvents(String... events) {
    List<String> ours =
        harness.keyspace().drainEvents().stream().map(MapKeyspace.Event::toString).toList();
    assertThat(ours).containsExactly(events);
  }

  private void passMs(long ms) {
    harness.keyspace().setNowMs(harness.keyspace().nowMs() + ms);
  }

  @Test
  void deadlinesAreSetToldAndTakenOff() {
    harness.run("HSET h a 1 b 2 c 3");
    expectIntegers("HEXPIRE h 100 FIELDS 2 a x", 1, -2);
    expectIntegers("HPEXPIREAT h 1700000050500 FIELDS 1 b", 1);
    expectIntegers("HTTL h FIELDS 4 a b c x", 100, 51, -1, -2);
    expectIntegers("HPTTL h FIELDS 2 a b", 100_000, 50_500);
    expectIntegers("HEXPIRETIME h FIELDS 2 a b", 1_700_000_100L, 1_700_000_051L);
    expectIntegers("HPEXPIRETIME h FIELDS 2 a b", 1_700_000_100_000L, 1_700_000_050_500L);
    expectIntegers("HPERSIST h FIELDS 3 a c x", 1, -1, -2);
    expectIntegers("HTTL h FIELDS 1 a", -1);
    expectEvents("0:new:h", "0:hset:h", "0:hexpire:h", "0:hexpire:h", "0:hpersist:h");
  }

  @Test
  void aMissingKeyHasNoFields() {
    expectIntegers("HEXPIRE none 1 FIELDS 2 a b", -2, -2);
    expectIntegers("HTTL none FIELDS 1 a", -2);
    expectIntegers("HPERSIST none FIELDS 1 a", -2);
    expect("HGETEX none FIELDS 1 a", "[(nil)]");
    expect("HGETDEL none FIELDS 2 a b", "[(nil), (nil)]");
    expectEvents();
  }

  @Test
  void conditionsCompareWithTheDeadlineThatIsThere() {
    harness.run("HSET h a 1");
    expectIntegers("HEXPIRE h 100 XX FIELDS 1 a", 0);
    expectIntegers("HEXPIRE h 100 GT FIELDS 1 a", 0);
    expectIntegers("HEXPIRE h 100 LT FIELDS 1 a", 1);
    expectIntegers("HEXPIRE h 100 NX FIELDS 1 a", 0);
    expectIntegers("HEXPIRE h 100 gt FIELDS 1 a", 0);
    expectIntegers("HEXPIRE h 200 gt FIELDS 1 a", 1);
    expectIntegers("HEXPIRE h 200 lt FIELDS 1 a", 0);
    expectIntegers("HEXPIRE h 300 xx FIELDS 1 a", 1);
    expectIntegers("HTTL h FIELDS 1 a", 300);
  }

  @Test
  void deadlinesInThePastDelete() {
    harness.run("HSET h a 1 b 2 c 3");
    expectIntegers("HEXPIREAT h 1 FIELDS 1 a", 2);
    expectIntegers("HPEXPIRE h 0 FIELDS 2 a b", -2, 2);
    expect("HGETEX h EXAT 5 FIELDS 2 c x", "[\"3\", (nil)]");
    expect("EXISTS h", "(integer) 0");
    expectEvents("0:new:h", "0:hset:h", "0:hdel:h", "0:hdel:h", "0:hdel:h", "0:del:h");
  }

  @Test
  void expiredFieldsAreAbsentAndDeletedByTheNextWrite() {
    harness.run("HSET h a 1 b 2 c 3");
    harness.run("HPEXPIRE h 10 FIELDS 2 a b");
    passMs(10);
    harness.keyspace().drainEvents();
    expect("HGET h a", "(nil)");
    expect("HLEN h", "(integer) 1");
    expect("HGETALL h", "[\"c\", \"3\"]");
    expect("HKEYS h", "[\"c\"]");
    expect("HVALS h", "[\"3\"]");
    expect("HEXISTS h b", "(integer) 0");
    expect("HSTRLEN h b", "(integer) 0");
    expect("HMGET h a b c", "[(nil), (nil), \"3\"]");
    expect("HRANDFIELD h", "\"c\"");
    expect("HRANDFIELD h 5", "[\"c\"]");
    expect("HSCAN h 0", "[\"0\", [\"c\", \"3\"]]");
    expectIntegers("HTTL h FIELDS 1 a", -2);
    expectIntegers("HPERSIST h FIELDS 1 a", -2);
    expectIntegers("HEXPIRE h 10 FIELDS 1 a", -2);
    expect("HDEL h a", "(integer) 0");
    expectEvents();
    expect("HSETNX h a 5", "(integer) 1");
    expectEvents("0:hexpired:h", "0:hset:h");
    expectIntegers("HTTL h FIELDS 1 a", -1);
  }

  @Test
  void theLastFieldsToExpireTakeTheKeyAlong() {
    harness.run("HSET h a 1 b 2");
    harness.run("HPEXPIRE h 10 FIELDS 1 a");
    passMs(20);
    harness.keyspace().drainEvents();
    expect("HDEL h b", "(integer) 1");
    expect("EXISTS h", "(integer) 0");
    expectEvents("0:hexpired:h", "0:hdel:h", "0:del:h");
  }

  @Test
  void settingTakesTheDeadlineOffAndCountingKeepsIt() {
    harness.run("HSET h a 1 b 2 c 3");
    harness.run("HEXPIRE h 100 FIELDS 3 a b c");
    harness.run("HSET h a 1");
    harness.run("HINCRBY h b 1");
    harness.run("HINCRBYFLOAT h c 0.5");
    expectIntegers("HTTL h FIELDS 3 a b c", -1, 100, 100);
    expect("HMGET h a b c", "[\"1\", \"3\", \"3.5\"]");
  }

  @Test
  void theEncodingTellsOfDeadlines() {
    harness.run("HSET h a 1");
    expect("OBJECT ENCODING h", "\"listpack\"");
    harness.run("HEXPIRE h 100 FIELDS 1 a");
    expect("OBJECT ENCODING h", "\"listpackex\"");
    harness.run("HPERSIST h FIELDS 1 a");
    expect("OBJECT ENCODING h", "\"listpackex\"");
    harness.run("HSET h b " + "v".repeat(65));
    expect("OBJECT ENCODING h", "\"hashtable\"");
  }

  @Test
  void errorsComeInOrder() {
    harness.run("SET s 1");
    harness.run("HSET h a 1");
    String missing =
        "(error) ERR Mandatory argument FIELDS is missing or not at the right position";
    String count = "(error) ERR The `numfields` parameter must match the number of arguments";
    String positive = "(error) ERR Number of fields must be a positive integer";
    expect("HEXPIRE s x FIELDS 1 a", WRONG_TYPE);
    expect("HTTL s FOO 1 a", WRONG_TYPE);
    expect("HEXPIRE h x FOO 1 a", "(error) ERR value is not an integer or out of range");
    expect("HEXPIRE h -1 FOO 1 a", "(error) ERR invalid expire time, must be >= 0");
    expect("HEXPIRE h 70368744178 FOO 1 a", "(error) ERR invalid expire time in 'hexpire' command");
    expect(
        "HPEXPIREAT h 70368744177664 FIELDS 1 a",
        "(error) ERR invalid expire time in 'hpexpireat' command");
    expect("HEXPIRE h 1 FOO 1 a", missing);
    expect("HEXPIRE h 1 NX FIELDS 1", count);
    expect("HEXPIRE h 1 FIELDS 0 a", "(error) ERR Parameter `numFields` should be greater than 0");
    expect("HEXPIRE h 1 FIELDS 2 a", count);
    expect("HTTL h FOO 1 a", missing);
    expect("HTTL h FIELDS x a", positive);
    expect("HPERSIST h FIELDS 2 a", count);
    expect("HGETDEL h FIELDS -1 a", positive);
    expect("HGETEX h EX 10 FIELDS", missing);
    expect("HGETEX h PX -1 FIELDS 1 a", "(error) ERR invalid expire time, must be >= 0");
  }

  @Test
  void fieldsAreReadAndDeleted() {
    harness.run("HSET h a 1 b 2 c 3");
    harness.keyspace().drainEvents();
    expect("HGETDEL h FIELDS 3 a x a", "[\"1\", (nil), (nil)]");
    expect("HGETDEL h FIELDS 1 x", "[(nil)]");
    expect("HGETDEL h FIELDS 2 b c", "[\"2\", \"3\"]");
    expectEvents("0:hdel:h", "0:hdel:h", "0:del:h");
  }

  @Test
  void fieldsAreReadAndTheirDeadlinesChanged() {
    harness.run("HSET h a 1 b 2");
    harness.keyspace().drainEvents();
    expect("HGETEX h FIELDS 1 a", "[\"1\"]");
    expect("HGETEX h PERSIST FIELDS 1 a", "[\"1\"]");
    expectEvents();
    expect("HGETEX h PX 500 FIELDS 2 a x", "[\"1\", (nil)]");
    expectIntegers("HPTTL h FIELDS 2 a b", 500, -1);
    expect("HGETEX h PERSIST FIELDS 2 a b", "[\"1\", \"2\"]");
    expectIntegers("HPTTL h FIELDS 2 a b", -1, -1);
    expectEvents("0:hexpire:h", "0:hpersist:h");
  }

  @Test
  void fieldsAreSetWithDeadlinesAndConditions() {
    expect("HSETEX h FXX EX 10 FIELDS 1 a 1", "(integer) 0");
    expect("HSETEX h XX FIELDS 1 a 1", "(integer) 0");
    expect("HSETEX h EX 10 NX FNX FIELDS 2 a 1 b 2", "(integer) 1");
    expectIntegers("HTTL h FIELDS 2 a b", 10, 10);
    expect("HSETEX h NX FIELDS 1 c 1", "(integer) 0");
    expect("HSETEX h FNX FIELDS 2 c 3 a 5", "(integer) 0");
    expect("HSETEX h FXX KEEPTTL FIELDS 1 a 5", "(integer) 1");
    expectIntegers("HTTL h FIELDS 1 a", 10);
    expect("HSETEX h XX FIELDS 1 a 6", "(integer) 1");
    expectIntegers("HTTL h FIELDS 1 a", -1);
    expectEvents("0:new:h", "0:hset:h", "0:hexpire:h", "0:hset:h", "0:hset:h");
    expect("HSETEX h PXAT 1 FIELDS 1 a 7", "(integer) 1");
    expect("HMGET h a b c", "[(nil), \"2\", (nil)]");
    expectEvents("0:hset:h", "0:hdel:h");
  }

  @Test
  void errorsOfHsetexComeInOrderOfTheWords() {
    String arity = "(error) ERR wrong number of arguments for 'hsetex' command";
    expect(
        "HSETEX h EX 1 PX 1 FIELDS 1 a 1",
        "(error) ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");
    expect(
        "HSETEX h FNX FXX FIELDS 1 a 1",
        "(error) ERR Only one of FXX or FNX arguments can be specified");
    expect(
        "HSETEX h NX XX FIELDS 1 a 1",
        "(error) ERR Only one of NX or XX arguments can be specified");
    expect("HSETEX h FOO FIELDS 1 a 1", "(error) ERR unknown argument: FOO");
    expect(
        "HSETEX h FNX KEEPTTL NX EX",
        "(error) ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");
    expect("HSETEX h FNX NX NX EX", "(error) ERR Only one of NX or XX arguments can be specified");
    expect("HSETEX h FNX NX 1 EX", "(error) ERR unknown argument: 1");
    expect("HSETEX h EX x FIELDS 1 a 1", "(error) ERR value is not an integer or out of range");
    expect("HSETEX h FIELDS 0 a 1", "(error) ERR invalid number of fields");
    expect("HSETEX h FIELDS 2 a 1", arity);
    expect("HSETEX h FIELDS 1 a 1 b", arity);
    expect("HSETEX h KEEPTTL FIELDS 1 a", arity);
    harness.run("SET s 1");
    expect("HSETEX s FIELDS 1 a 1", WRONG_TYPE);
  }

  @Test
  void largeHashesLoseTheirExpiredFieldsToo() {
    String fields =
        IntStream.range(0, 2000).mapToObj(i -> "f" + i).collect(Collectors.joining(" "));
    harness.run(
        "HSET h "
            + IntStream.range(0, 2000)
                .mapToObj(i -> "f" + i + " v" + i)
                .collect(Collectors.joining(" ")));
    harness.run("HPEXPIRE h 10 FIELDS 2000 " + fields);
    harness.run("HPERSIST h FIELDS 2 f7 f8");
    passMs(10);
    expect("HLEN h", "(integer) 2");
    expect("HGET h f9", "(nil)");
    expect("HSET h f7 x", "(integer) 0");
    expect("HLEN h", "(integer) 2");
    expect("HDEL h f7 f8", "(integer) 2");
    expect("EXISTS h", "(integer) 0");
  }
}
