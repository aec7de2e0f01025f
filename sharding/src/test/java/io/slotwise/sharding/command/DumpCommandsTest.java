package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.rdb.DumpPayload;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DUMP and RESTORE: each server restores what the other has dumped. */
class DumpCommandsTest extends HandlerTest {

  /** As redis-server 7.0.15 dumps the integer 10. */
  private static final String TEN = "\"\\x00\\xc0\\x0a\\x0a\\x00n\\x9fWE\\x0e\\xaec\\xbb\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1",
        "-1",
        "127",
        "128",
        "-128",
        "-129",
        "32767",
        "32768",
        "-32769",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "9223372036854775807",
        "007",
        "abc",
        "\"\"",
        "\"\\x00\\xff\"",
        "12345678901",
        "123456789012"
      })
  void shortStringsAreDumpedToTheByte(String value) {
    given("SET k " + value);
    given("DUMP k");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 21, 63, 64, 300, 16383, 16384, 70000, 300000})
  void longStringsTravelBothWays(int length) {
    for (int alphabet : new int[] {1, 2, 30, 256}) {
      Bytes value = random(length, alphabet);
      CommandHarness handlers = handlers();
      handlers.run(List.of(Bytes.of("set"), Bytes.of("k"), value));
      Bytes ours = bulk(handlers.run("DUMP k"));
      assertThat(DumpPayload.open(ours).value().string()).isEqualTo(value);
      if (redis() == null) {
        continue;
      }
      redis().text("DEL k");
      assertThat(restoreOnRedis(ours)).isEqualTo("OK");
      assertThat(redis().text("GET k")).isEqualTo(ReplyText.quoted(value));
      Bytes theirs = CommandHarness.words(redis().text("DUMP k")).get(0);
      assertThat(DumpPayload.isIntact(theirs)).isTrue();
      assertThat(DumpPayload.open(theirs).value().string()).isEqualTo(value);
    }
  }

  private String restoreOnRedis(Bytes payload) {
    return redis().text(List.of(Bytes.of("restore"), Bytes.of("k"), Bytes.of("0"), payload));
  }

  private static Bytes random(int length, int alphabet) {
    byte[] bytes = new byte[length];
    Random random = new Random(length * 31L + alphabet);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(alphabet);
    }
    return Bytes.wrap(bytes);
  }

  private static Bytes bulk(Reply reply) {
    return ((Reply.Bulk) reply).bytes();
  }

  @Test
  void restoreSetsValueAndDeadline() {
    expect("RESTORE k 0 " + TEN, "OK");
    expect("GET k", "\"10\"");
    expect("OBJECT ENCODING k", "\"int\"");
    expectEvents("0:new:k", "0:restore:k");
    expectError("RESTORE k 0 " + TEN, "BUSYKEY Target key name already exists.");
    expect("RESTORE k 32503680000000 " + TEN + " REPLACE ABSTTL", "OK");
    expectInteger("PEXPIRETIME k", 32503680000000L);
    expect("RESTORE k 100000 " + TEN + " REPLACE IDLETIME 5", "OK");
    expectInteger("TTL k", 100);
    expect("RESTORE-ASKING k 0 " + TEN + " REPLACE FREQ 5", "OK");
  }

  @Test
  void restoringWithADeadlineInThePastLeavesNoKey() {
    given("SET k v");
    expect("RESTORE k 1 " + TEN + " ABSTTL REPLACE", "OK");
    expect("RESTORE new 1 " + TEN + " ABSTTL", "OK");
    expectInteger("EXISTS k new", 0);
    expectEvents("0:new:k", "0:set:k", "0:del:k");
  }

  @Test
  void errorsOfRestoreComeInOrder() {
    given("SET k v");
    expectError("RESTORE k -1 x FOO", "ERR syntax error");
    expectError("RESTORE k -1 x IDLETIME -1", "ERR Invalid IDLETIME value, must be >= 0");
    expectError("RESTORE k -1 x FREQ 256", "ERR Invalid FREQ value, must be >= 0 and <= 255");
    expectError("RESTORE k -1 x FREQ 1 IDLETIME 1", "ERR syntax error");
    expectError("RESTORE k -1 x", "BUSYKEY Target key name already exists.");
    expectError("RESTORE new a x", "ERR value is not an integer or out of range");
    expectError("RESTORE new -1 x", "ERR Invalid TTL value, must be >= 0");
    expectError("RESTORE new 0 x", "ERR DUMP payload version or checksum are wrong");
    expectError(
        "RESTORE new 0 " + TEN.replace("\\xbb", "\\xbc"),
        "ERR DUMP payload version or checksum are wrong");
  }

  @Test
  void anIntactPayloadWithNonsenseInItIsABadFormat() {
    expectError("RESTORE k 0 " + Payload.of("\u0000\u00c3\u0001"), "ERR Bad data format");
    expectError("RESTORE k 0 " + Payload.of("\u0008\u0001"), "ERR Bad data format");
  }

  @Test
  void idleTimeIsAsRestored() {
    expect("RESTORE k 0 " + TEN + " IDLETIME 1000", "OK");
    expectInteger("OBJECT IDLETIME k", 1000);
  }

  @Test
  void aMissingKeyHasNoDump() {
    expect("DUMP missing", "(nil)");
    assertThat(handlers().run("DUMP missing")).isEqualTo(Replies.NIL);
  }
}
