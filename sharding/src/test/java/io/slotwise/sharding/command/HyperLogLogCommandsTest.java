package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HyperLogLogs: the same bytes as Redis's at every step, hence the same estimates. */
class HyperLogLogCommandsTest extends HandlerTest {

  private static final String NOT_ONE = "WRONGTYPE Key is not a valid HyperLogLog string value.";

  @Test
  void estimatesAndEventsOfFewElements() {
    expectInteger("PFCOUNT none", 0);
    expectInteger("PFADD h", 1);
    expect(
        "GET h", "\"HYLL\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80\\x7f\\xff\"");
    expectInteger("PFADD h", 0);
    expectInteger("PFADD h a b c", 1);
    expectInteger("PFADD h a c", 0);
    expectInteger("PFCOUNT h", 3);
    given("GET h");
    expectInteger("PFADD i c d", 1);
    expectInteger("PFCOUNT h i none", 4);
    expect("PFMERGE m h i", "OK");
    expectInteger("PFCOUNT m", 4);
    expect("PFMERGE empty", "OK");
    given("GET empty");
    given("GET m");
    expect("OBJECT ENCODING m", "\"raw\"");
    expectEvents(
        "0:new:h",
        "0:pfadd:h",
        "0:pfadd:h",
        "0:new:i",
        "0:pfadd:i",
        "0:new:m",
        "0:pfadd:m",
        "0:new:empty",
        "0:pfadd:empty");
  }

  @Test
  void deadlinesStay() {
    given("PFADD h a");
    given("PEXPIREAT h 32503680000000");
    given("PFADD h b");
    given("PFCOUNT h");
    given("PFMERGE h h");
    expectInteger("PEXPIRETIME h", 32503680000000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bytesAreThoseOfRedisAtEveryStep(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2500; i++) {
      int key = random.nextInt(3);
      int range = new int[] {500, 3000, 1_000_000}[key];
      given("PFADD h" + key + " e" + random.nextInt(range) + " " + random.nextInt(range));
      if (i % 50 == 0) {
        given("GET h" + key);
        given("PFCOUNT h" + key);
        given("GET h" + key);
        given("PFDEBUG ENCODING h" + key);
        given("PFCOUNT h0 h1 h2");
      }
      if (i % 400 == 0) {
        given("PFMERGE merged h" + key + " h" + random.nextInt(3));
        given("GET merged");
      }
    }
  }

  @Test
  void manyElementsMakeItDense() {
    for (int i = 0; i < 60; i++) {
      List<Bytes> words = new ArrayList<>(List.of(Bytes.of("PFADD"), Bytes.of("big")));
      for (int j = 0; j < 1000; j++) {
        words.add(Bytes.of("element-" + i + "-" + j));
      }
      given(CommandHarness.line(words));
      given("PFCOUNT big");
    }
    expect("PFDEBUG ENCODING big", "dense");
    given("GET big");
    given("PFADD small a b");
    given("PFMERGE small big");
    given("GET small");
  }

  @Test
  void debugLooksInside() {
    given("PFADD h a b c d e f g");
    given("PFDEBUG DECODE h");
    expect("PFDEBUG encoding h", "sparse");
    expectInteger("PFDEBUG TODENSE h", 1);
    expectInteger("PFDEBUG TODENSE h", 0);
    given("GET h");
    expectError("PFDEBUG DECODE h", "ERR HLL encoding is not sparse");
    given("PFADD g a b c");
    given("PFDEBUG GETREG g");
    expect("PFDEBUG ENCODING g", "dense");
    expectError("PFDEBUG FOO g", "ERR Unknown PFDEBUG subcommand 'FOO'");
    expectError("PFDEBUG FOO none", "ERR The specified key does not exist");
    assertThat(handlers().text("PFSELFTEST")).isEqualTo("OK");
  }

  @Test
  void otherValuesAreRefused() {
    given("SET s foo");
    given("SET short HYLL");
    given("SET number 10");
    given(
        "SET encoding \"HYLL\\x02\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x7f\\xff\"");
    given(
        "SET dense \"HYLL\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x7f\\xff\"");
    for (String key : List.of("s", "short", "number", "encoding", "dense")) {
      expectError("PFADD " + key + " a", NOT_ONE);
      expectError("PFCOUNT " + key, NOT_ONE);
      expectError("PFCOUNT none " + key, NOT_ONE);
      expectError("PFMERGE none " + key, NOT_ONE);
      expectError("PFMERGE " + key, NOT_ONE);
      expectError("PFDEBUG DECODE " + key, NOT_ONE);
    }
    givenList("list");
    String wrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";
    expectError("PFADD list a", wrongType);
    expectError("PFCOUNT list", wrongType);
    expectError("PFMERGE none list", wrongType);
    expectError("PFDEBUG DECODE list", wrongType);
  }

  @Test
  void damagedRunsAreReported() {
    String head = "SET k \"HYLL\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00";
    String corrupted = "INVALIDOBJ Corrupted HLL object detected";
    for (String runs : List.of("\\x40\\x05", "\\x7f\\xff\\x00", "\\x7f", "")) {
      given(head + "\\x80" + runs + "\"");
      expectError("PFCOUNT k", corrupted);
      expectError("PFCOUNT k none", corrupted);
      expectError("PFMERGE x k", corrupted);
      expectError("PFDEBUG TODENSE k", corrupted);
      given("GET k");
    }
    given(head + "\\x00\"");
    expectInteger("PFCOUNT k", 0);
    expectError("PFADD k a", corrupted);
  }

  @Test
  void selfTestFindsNothing() {
    Reply reply = handlers().run("PFSELFTEST");
    assertThat(reply).isEqualTo(new Reply.Status("OK"));
  }
}
