package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Deadlines of keys. */
class ExpiryCommandsTest extends HandlerTest {

  private static final String NOT_COMPATIBLE =
      "ERR NX and XX, GT or LT options at the same time are not compatible";

  @Test
  void everyWayToSetADeadlineCanBeReadBack() {
    given("MSET a 1 b 1 c 1 d 1");
    expectInteger("EXPIRE a 100", 1);
    expectInteger("TTL a", 100);
    expectInteger("PEXPIRE b 100000", 1);
    expectInteger("TTL b", 100);
    expectInteger("EXPIREAT c 32503680000", 1);
    expectInteger("EXPIRETIME c", 32503680000L);
    expectInteger("PEXPIREAT d 32503680000500", 1);
    expectInteger("PEXPIRETIME d", 32503680000500L);
    expectInteger("EXPIRETIME d", 32503680001L);
  }

  @Test
  void keysWithoutDeadlineAndMissingKeysAreToldApart() {
    given("SET k v");
    for (String command : new String[] {"TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"}) {
      expectInteger(command + " k", -1);
      expectInteger(command + " missing", -2);
    }
  }

  @Test
  void aTimeInThePastDeletesTheKey() {
    given("MSET a 1 b 1");
    expectInteger("EXPIRE a 0", 1);
    expectInteger("EXPIREAT b 1", 1);
    expectInteger("EXISTS a b", 0);
    expectInteger("EXPIRE missing -1", 0);
    expectEvents("0:new:a", "0:set:a", "0:new:b", "0:set:b", "0:del:a", "0:del:b");
  }

  @Test
  void nxAndXxLookAtWhetherThereIsADeadline() {
    given("SET k v");
    expectInteger("EXPIREAT k 32503680000 XX", 0);
    expectInteger("EXPIREAT k 32503680000 NX", 1);
    expectInteger("EXPIREAT k 32503680001 NX", 0);
    expectInteger("EXPIREAT k 32503680001 XX", 1);
    expectInteger("EXPIRETIME k", 32503680001L);
    expectEvents("0:new:k", "0:set:k", "0:expire:k", "0:expire:k");
  }

  @Test
  void gtAndLtTakeNoDeadlineForTheLastOfAll() {
    given("SET k v");
    expectInteger("EXPIREAT k 32503680000 GT", 0);
    expectInteger("EXPIREAT k 32503680000 LT", 1);
    expectInteger("EXPIREAT k 32503680000 GT", 0);
    expectInteger("EXPIREAT k 32503680000 LT", 0);
    expectInteger("EXPIREAT k 32503680001 GT", 1);
    expectInteger("EXPIREAT k 32503680000 LT XX", 1);
    expectInteger("PEXPIREAT k 1 GT", 0);
    expectInteger("PEXPIREAT k 1 LT", 1);
    expectInteger("EXISTS k", 0);
  }

  @Test
  void errorsComeInOrderEvenWithoutAKey() {
    expectError("EXPIRE k abc FOO", "ERR Unsupported option FOO");
    expectError("EXPIRE k abc NX foo", "ERR Unsupported option foo");
    expectError("EXPIRE k abc \"a\\x0d\\x0ab\"", "ERR Unsupported option a  b");
    expectError("EXPIRE k abc NX XX", NOT_COMPATIBLE);
    expectError("EXPIRE k abc NX GT", NOT_COMPATIBLE);
    expectError("EXPIRE k abc GT LT", "ERR GT and LT options at the same time are not compatible");
    expectError("EXPIRE k abc", "ERR value is not an integer or out of range");
    String invalid = "ERR invalid expire time in '";
    expectError("EXPIRE k 9223372036854776", invalid + "expire' command");
    expectError("EXPIRE k 9223372036854775", invalid + "expire' command");
    expectError("PEXPIRE k 9223372036854775807", invalid + "pexpire' command");
    expectError("EXPIREAT k -9223372036854776", invalid + "expireat' command");
    expectInteger("PEXPIREAT k 9223372036854775807", 0);
  }

  @Test
  void theLastPossibleDeadlineCanBeSetAndRead() {
    given("SET k v");
    expectInteger("PEXPIREAT k 9223372036854775807", 1);
    expectInteger("PEXPIRETIME k", Long.MAX_VALUE);
    expectInteger("EXPIRETIME k", 9223372036854776L);
  }

  @Test
  void persistRemovesTheDeadlineOnce() {
    given("SET k v EX 100");
    expectInteger("PERSIST k", 1);
    expectInteger("PERSIST k", 0);
    expectInteger("PERSIST missing", 0);
    expectInteger("TTL k", -1);
    expectEvents("0:new:k", "0:set:k", "0:expire:k", "0:persist:k");
  }

  @Test
  void secondsAreRounded() {
    CommandHarness handlers = handlers();
    handlers.text("SET k v PX 10499");
    assertThat(handlers.text("TTL k")).isEqualTo("(integer) 10");
    assertThat(handlers.text("PTTL k")).isEqualTo("(integer) 10499");
    handlers.text("SET k v PX 10500");
    assertThat(handlers.text("TTL k")).isEqualTo("(integer) 11");
  }

  @Test
  void aKeyIsGoneFromItsDeadlineOn() {
    CommandHarness handlers = handlers();
    handlers.text("SET k v PX 10");
    handlers.keyspace().setNowMs(handlers.keyspace().nowMs() + 9);
    assertThat(handlers.text("EXISTS k")).isEqualTo("(integer) 1");
    handlers.keyspace().setNowMs(handlers.keyspace().nowMs() + 1);
    assertThat(handlers.text("EXISTS k")).isEqualTo("(integer) 0");
    assertThat(handlers.text("PERSIST k")).isEqualTo("(integer) 0");
    assertThat(handlers.text("EXPIRE k 10")).isEqualTo("(integer) 0");
  }
}
