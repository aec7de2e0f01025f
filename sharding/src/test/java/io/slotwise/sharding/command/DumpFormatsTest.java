package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Collections as payloads: what either server dumps the other restores, in the same encoding, and
 * what old versions of Redis wrote is read as Redis reads it.
 */
class DumpFormatsTest extends HandlerTest {

  private static final String BAD_FORMAT = "ERR Bad data format";

  private final Random random = new Random(7);

  /** Short and long strings, integers, what packs well and what does not. */
  private String word() {
    return switch (random.nextInt(6)) {
      case 0 -> String.valueOf(random.nextInt(200) - 100);
      case 1 -> String.valueOf(random.nextInt());
      case 2 -> String.valueOf(random.nextLong());
      case 3 -> "w" + random.nextInt(1000);
      case 4 -> "z".repeat(random.nextInt(60));
      default -> ReplyText.quoted(randomBytes(random.nextInt(70)));
    };
  }

  private Bytes randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /** Restores on each server what the other has dumped, and compares what it then is. */
  private void exchange(String key, String look) {
    String ours = handlers().text("DUMP " + key);
    String before = sorted(handlers().text(look));
    assertThat(handlers().text("RESTORE " + key + " 0 " + ours + " REPLACE")).isEqualTo("OK");
    assertThat(sorted(handlers().text(look))).isEqualTo(before);
    if (redis() == null) {
      return;
    }
    String theirs = redis().text("DUMP " + key);
    assertThat(sorted(redis().text(look))).isEqualTo(before);
    assertThat(redis().text("RESTORE " + key + " 0 " + ours + " REPLACE")).isEqualTo("OK");
    assertThat(sorted(redis().text(look))).isEqualTo(before);
    String encoding = redis().text("OBJECT ENCODING " + key);
    assertThat(redis().text("RESTORE " + key + " 0 " + theirs + " REPLACE")).isEqualTo("OK");
    assertThat(encoding).isEqualTo(redis().text("OBJECT ENCODING " + key));
    assertThat(handlers().text("RESTORE " + key + " 0 " + theirs + " REPLACE")).isEqualTo("OK");
    assertThat(sorted(handlers().text(look))).isEqualTo(before);
    assertThat(handlers().text("OBJECT ENCODING " + key)).isEqualTo(encoding);
  }

  private static String sorted(String reply) {
    List<String> words =
        new ArrayList<>(Arrays.asList(reply.replaceAll("[\\[\\]]", "").split(", ")));
    Collections.sort(words);
    return String.join(", ", words);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20, 128, 129, 512, 513, 3000})
  void hashesTravelBothWays(int fields) {
    for (int i = 0; i < fields; i++) {
      given("HSET h " + word() + "-" + i + " " + word());
    }
    exchange("h", "HGETALL h");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20, 300, 3000})
  void listsTravelBothWays(int elements) {
    for (int i = 0; i < elements; i++) {
      given("RPUSH l " + word());
    }
    given("RPUSH l " + "y".repeat(20_000));
    exchange("l", "LRANGE l 0 -1");
    given("LRANGE l 0 -1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20, 512, 513, 3000})
  void setsTravelBothWays(int members) {
    for (int i = 0; i < members; i++) {
      given("SADD s " + word() + "-" + i);
      given("SADD integers " + (random.nextLong() >> random.nextInt(63)));
    }
    exchange("s", "SMEMBERS s");
    exchange("integers", "SMEMBERS integers");
  }

  @Test
  void smallListsAndIntsetsAreDumpedToTheByte() {
    given("RPUSH l a 1 -5 5000 -40000 8000000 123456789012345 -129");
    given("DUMP l");
    given("SADD s 1 2 3");
    given("DUMP s");
    given("SADD s 70000");
    given("DUMP s");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20, 128, 129, 3000})
  void sortedSetsTravelBothWays(int members) {
    List<String> scores = List.of("1.5", "-inf", "inf", "0", "-3", "1e300", "0.1", "12345678");
    for (int i = 0; i < members; i++) {
      given("ZADD z " + scores.get(random.nextInt(8)) + " " + word() + "-" + i);
    }
    given("ZRANGE z 0 -1 WITHSCORES");
    exchange("z", "ZRANGE z 0 -1 WITHSCORES");
    given("ZRANGE z 0 -1 WITHSCORES");
  }

  @Test
  void smallSortedSetsAreDumpedToTheByte() {
    given("ZADD z 1 a 2.5 b -7 c");
    given("DUMP z");
    given("ZADD y 100000 a");
    given("DUMP y");
  }

  @Test
  void oldSortedSetsAreRead() {
    String look = "ZRANGE z 0 -1 WITHSCORES";
    String texts = "\u0003\u0004\u0001a\u00031.5\u0001b\u00ff\u0001c\u00fe\u0001d\u0003-10";
    expect("RESTORE z 0 " + Payload.of(texts), "OK");
    given(look);
    String ziplist =
        Payload.ziplist(
            List.of(
                Payload.inZiplist("b"),
                "\u00f2",
                Payload.inZiplist("a"),
                Payload.inZiplist("2.25")));
    expect("RESTORE z 0 " + Payload.of(12, ziplist) + " REPLACE", "OK");
    given(look);
    String notANumber = "\u0003\u0001\u0001a\u00fd";
    assertThat(handlers().text("RESTORE z 0 " + Payload.of(notANumber) + " REPLACE"))
        .isEqualTo("(error) " + BAD_FORMAT);
  }

  private void givenGroups() {
    given("XGROUP CREATE s first 0");
    given("XGROUP CREATE s second $ ENTRIESREAD 3");
    given("XGROUP CREATECONSUMER s first idle");
    given("XREADGROUP GROUP first alice COUNT 3 STREAMS s >");
    given("XREADGROUP GROUP first bob COUNT 2 STREAMS s >");
    given("XACK s first 2-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 99, 100, 101, 1000})
  void streamsTravelBothWays(int entries) {
    for (int i = 1; i <= entries; i++) {
      given("XADD s " + i + "-1 field " + word() + "-" + i + (i % 7 == 0 ? " other x" : ""));
    }
    given("XDEL s 4-1");
    givenGroups();
    exchange("s", "XRANGE s - +");
    given("XRANGE s - +");
    given("XLEN s");
    given("XPENDING s first");
    given("XPENDING s second");
    given("XREADGROUP GROUP first alice STREAMS s 0");
    given("XREADGROUP GROUP first bob STREAMS s 0");
    given("XREADGROUP GROUP first alice COUNT 2 STREAMS s >");
    given("XREADGROUP GROUP second alice COUNT 2 STREAMS s >");
    expectError(
        "XADD s 1-1 a b",
        "ERR The ID specified in XADD is equal or smaller than the target stream top item");
    given("XADD s 9999-1 a b");
  }

  @Test
  void anEmptyStreamTravelsToo() {
    given("XGROUP CREATE s g 5-5 MKSTREAM");
    given("DUMP s");
    exchange("s", "XINFO GROUPS s");
    given("XINFO GROUPS s");
    given("TYPE s");
  }

  @Test
  void smallStreamsAreDumpedToTheByte() {
    given("XADD s 1-1 a b");
    handlers().text("DUMP s");
    given("XADD t 5-0 a 1 b 2");
    given("XADD t 6-0 a 1 c 3");
    exchange("t", "XRANGE t - +");
  }

  @Test
  void oldListsAreRead() {
    String look = "LRANGE l 0 -1";
    List<String> elements = new ArrayList<>(Payload.integersInZiplist());
    elements.add(Payload.inZiplist("v".repeat(300)));
    elements.add(Payload.inZiplist("last"));
    String ziplist = Payload.ziplist(elements);
    expect("RESTORE l 0 " + Payload.of(10, ziplist), "OK");
    given(look);
    expectInteger("LLEN l", 8);
    String quicklist = "\u000e\u0002" + Payload.string(ziplist) + Payload.string(ziplist);
    expect("RESTORE l 0 " + Payload.of(quicklist) + " REPLACE", "OK");
    given(look);
    expect("RESTORE l 0 " + Payload.of("\u0001\u0002\u0001a\u00c0\u0005") + " REPLACE", "OK");
    expect(look, "[\"a\", \"5\"]");
    String plain = "\u0012\u0002\u0001\u0005plain\u0001\u0004more";
    expect("RESTORE l 0 " + Payload.of(plain) + " REPLACE", "OK");
    expect(look, "[\"plain\", \"more\"]");
    expectError("RESTORE l 0 " + Payload.of("\u0001\u0000") + " REPLACE", BAD_FORMAT);
    expectError("RESTORE l 0 " + Payload.of("\u0012\u0001\u0003\u0001a") + " REPLACE", BAD_FORMAT);
  }

  @Test
  void oldAndNewSetsAreRead() {
    expect("RESTORE s 0 " + Payload.of("\u0002\u0002\u0001a\u00c0\u0005"), "OK");
    assertThat(sorted(handlers().text("SMEMBERS s"))).isEqualTo("\"5\", \"a\"");
    expectError("RESTORE s 0 " + Payload.of("\u0002\u0002\u0001a\u0001a") + " REPLACE", BAD_FORMAT);
    String listpack = listpack("\u0081a", 2, "\u0005", 1);
    assertThat(handlers().text("RESTORE s 0 " + Payload.of(20, listpack) + " REPLACE"))
        .isEqualTo("OK");
    assertThat(sorted(handlers().text("SMEMBERS s"))).isEqualTo("\"5\", \"a\"");
  }

  @Test
  void smallHashesAreDumpedToTheByte() {
    given("HSET h a 1 b -5 c 5000 d -40000 e 8000000 f 123456789012345");
    given("DUMP h");
    given("HSET h long " + "x".repeat(100));
    exchange("h", "HGETALL h");
  }

  @Test
  void oldHashesAreRead() {
    String look = "HGETALL h";
    expect("RESTORE h 0 " + Payload.of("\u0004\u0002" + "\u0001a\u00011\u0001b\u00c0\u0005"), "OK");
    given(look);
    given("OBJECT ENCODING h");
    List<String> ziplist = new ArrayList<>();
    for (String integer : Payload.integersInZiplist()) {
      ziplist.add(Payload.inZiplist("field" + ziplist.size()));
      ziplist.add(integer);
    }
    ziplist.add(Payload.inZiplist("f".repeat(100)));
    ziplist.add(Payload.inZiplist("v".repeat(300)));
    expect("RESTORE h 0 " + Payload.of(13, Payload.ziplist(ziplist)) + " REPLACE", "OK");
    assertThat(sorted(handlers().text(look))).contains("field10", "\"-1000000000000\"", "\"-2\"");
    if (redis() != null) {
      assertThat(sorted(handlers().text(look))).isEqualTo(sorted(redis().text(look)));
    }
    String zipmap = "\u0002\u0003foo\u0003\u0000bar\u0005hello\u0005\u0002world??\u00ff";
    expect("RESTORE h 0 " + Payload.of(9, zipmap) + " REPLACE", "OK");
    given(look);
    expectError("RESTORE h 0 " + Payload.of(9, "\u0001\u0003foo") + " REPLACE", BAD_FORMAT);
    expectError("RESTORE h 0 " + Payload.of("\u0004\u0000") + " REPLACE", BAD_FORMAT);
  }

  @Test
  void fieldsWithDeadlinesAreReadAndWritten() {
    long deadlineMs = handlers().keyspace().nowMs() + 1_000_000;
    String metadata =
        "\u0018"
            + Payload.littleEndian(deadlineMs, 8)
            + "\u0003"
            + "\u0000\u0001a\u00011"
            + "\u0001\u0001b\u00012"
            + "\u0005\u0001c\u00013";
    assertThat(handlers().text("RESTORE h 0 " + Payload.of(metadata))).isEqualTo("OK");
    assertThat(sorted(handlers().text("HGETALL h")))
        .isEqualTo("\"1\", \"2\", \"3\", \"a\", \"b\", \"c\"");
    String dumped = handlers().text("DUMP h");
    handlers().keyspace().setNowMs(deadlineMs + 1);
    assertThat(sorted(handlers().text("HGETALL h"))).isEqualTo("\"1\", \"3\", \"a\", \"c\"");
    assertThat(handlers().text("RESTORE copy 0 " + dumped)).isEqualTo("OK");
    assertThat(sorted(handlers().text("HGETALL copy"))).isEqualTo("\"1\", \"3\", \"a\", \"c\"");
    handlers().keyspace().setNowMs(deadlineMs + 4);
    assertThat(handlers().text("HGETALL h")).isEqualTo("[\"a\", \"1\"]");
  }

  /** A listpack of elements with their encodings, each with its length with encoding. */
  private static String listpack(Object... elementsAndLengths) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < elementsAndLengths.length; i += 2) {
      body.append(elementsAndLengths[i]).append((char) (int) elementsAndLengths[i + 1]);
    }
    return Payload.littleEndian(body.length() + 7, 4)
        + Payload.littleEndian(elementsAndLengths.length / 2, 2)
        + body
        + '\u00ff';
  }

  @Test
  void packedFieldsWithDeadlinesAreRead() {
    String triples =
        listpack("\u0081a", 2, "\u0001", 1, "\u0000", 1, "\u0081b", 2, "\u0002", 1, "\u0005", 1);
    String payload = "\u0019" + Payload.littleEndian(5, 8) + Payload.string(triples);
    assertThat(handlers().text("RESTORE h 0 " + Payload.of(payload))).isEqualTo("OK");
    // The deadline of b, 5 ms after 1970, has passed.
    assertThat(handlers().text("HGETALL h")).isEqualTo("[\"a\", \"1\"]");
  }
}
