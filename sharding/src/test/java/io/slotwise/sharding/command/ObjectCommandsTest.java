package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OBJECT and MEMORY USAGE. */
class ObjectCommandsTest extends HandlerTest {

  private static final String TEXT_OF_44 = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr";

  @Test
  void encodingsAreNamedAsRedisHoldsStrings() {
    given("SET k 12345");
    expect("OBJECT ENCODING k", "\"int\"");
    given("SET k 012345");
    expect("OBJECT ENCODING k", "\"embstr\"");
    given("SET k " + TEXT_OF_44);
    expect("OBJECT ENCODING k", "\"embstr\"");
    given("SET k " + TEXT_OF_44 + "s");
    expect("OBJECT ENCODING k", "\"raw\"");
    expect("OBJECT ENCODING missing", "(nil)");
  }

  @Test
  void changingAPartOfAStringMakesItRaw() {
    given("SET a 1");
    given("APPEND a 2");
    expect("OBJECT ENCODING a", "\"raw\"");
    given("SETRANGE b 0 1");
    expect("OBJECT ENCODING b", "\"raw\"");
    given("SETBIT c 0 1");
    expect("OBJECT ENCODING c", "\"raw\"");
    given("BITFIELD d SET u8 0 1");
    expect("OBJECT ENCODING d", "\"raw\"");
    given("BITOP AND e a a");
    expect("OBJECT ENCODING e", "\"raw\"");
    given("COPY a f");
    given("EXPIREAT f 32503680000");
    given("RENAME f g");
    expect("OBJECT ENCODING g", "\"raw\"");
    given("INCR a");
    expect("OBJECT ENCODING a", "\"int\"");
    given("APPEND new 1");
    expect("OBJECT ENCODING new", "\"int\"");
  }

  @Test
  void smallIntegersAreSharedAndCountAsSuch() {
    given("MSET a 9999 b 10000 c x d -1");
    expectInteger("OBJECT REFCOUNT a", Integer.MAX_VALUE);
    expectInteger("OBJECT REFCOUNT b", 1);
    expectInteger("OBJECT REFCOUNT c", 1);
    expectInteger("OBJECT REFCOUNT d", 1);
    expect("OBJECT REFCOUNT missing", "(nil)");
  }

  @Test
  void idleTimeAndFrequencyExcludeEachOther() {
    given("SET k v");
    expectInteger("OBJECT IDLETIME k", 0);
    expect("OBJECT IDLETIME missing", "(nil)");
    expect("OBJECT FREQ missing", "(nil)");
    expectError(
        "OBJECT FREQ k",
        "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note"
            + " that when switching between policies at runtime LRU and LFU data will take some"
            + " time to adjust.");
  }

  @Test
  void underAnLfuPolicyItIsTheOtherWayRound() {
    CommandHarness lfu = new CommandHarness(new ObjectCommands(() -> true).commands());
    lfu.keyspace().put(Bytes.of("k"), Value.string(Bytes.of("v")));
    assertThat(lfu.text("OBJECT FREQ k")).isEqualTo("(integer) 5");
    assertThat(lfu.text("OBJECT IDLETIME k")).startsWith("(error) ERR An LFU maxmemory policy is");
  }

  @Test
  void helpIsTheHelpOfRedis() {
    given("OBJECT HELP");
    expectError("OBJECT ENCODING", "ERR wrong number of arguments for 'object|encoding' command");
    expectError("OBJECT foo", "ERR unknown subcommand 'foo'. Try OBJECT HELP.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 12, 13, 28, 44, 45, 60, 61, 128, 200, 251, 256, 1000, 5000, 70000})
  void memoryUsageIsWhatRedisAllocates(int length) {
    given("SET k " + "x".repeat(length) + (length == 0 ? "\"\"" : ""));
    given("MEMORY USAGE k");
    given("SET " + "k".repeat(length + 1) + " 5");
    given("MEMORY USAGE " + "k".repeat(length + 1) + " SAMPLES 0");
  }

  @Test
  void errorsOfMemoryUsageComeBeforeTheKey() {
    expect("MEMORY USAGE missing", "(nil)");
    expectError("MEMORY USAGE missing FOO", "ERR syntax error");
    expectError("MEMORY USAGE missing SAMPLES", "ERR syntax error");
    expectError("MEMORY USAGE missing SAMPLES -1", "ERR syntax error");
    expectError("MEMORY USAGE missing SAMPLES a", "ERR value is not an integer or out of range");
  }
}
