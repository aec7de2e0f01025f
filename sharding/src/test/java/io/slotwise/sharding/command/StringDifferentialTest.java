package io.slotwise.sharding.command;

import static java.util.Map.entry;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.rdb.DumpPayload;
import io.slotwise.sharding.rdb.StringFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;

/** Strings, and keys whatever is at them. */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class StringDifferentialTest extends RandomDifferential {

  private static final String LONG_DEADLINES =
      "32503680000|32503680001|32503690000|1|0|-1|9223372036854775|9223372036854776|abc";

  private static final List<String> TEMPLATES =
      List.of(
          "get K",
          "set K V",
          "set K V",
          "set K V",
          "set K V (nx|XX|get|keepttl|ex R|px R|exat U|pxat U|foo|ex)",
          "setnx K V",
          "setex K R V",
          "psetex K R V",
          "getset K V",
          "getdel K",
          "getex K (persist|ex R|px R|exat U|pxat U|foo)",
          "mget K K X",
          "mset K V K V",
          "mset K V K",
          "msetnx K V K V",
          "append K V",
          "strlen K",
          "substr K I I",
          "getrange K I I",
          "setrange K O V",
          "lcs K K (len|idx|minmatchlen I|withmatchlen|foo)",
          "lcs K K (idx|withmatchlen)",
          "incr K",
          "decr K",
          "incrby K I",
          "decrby K I",
          "incrbyfloat K F",
          "incrbyfloat K F",
          "expire K R (nx|xx|gt|lt|foo)",
          "pexpire K R (nx|xx|gt|lt)",
          "expireat K T (nx|xx|gt|lt)",
          "pexpireat K M (nx|xx|gt|lt)",
          "ttl K",
          "pttl K",
          "expiretime K",
          "pexpiretime K",
          "persist K",
          "setbit K B (0|1|2|abc)",
          "setbit K B J",
          "setbit K B J",
          "getbit K B",
          "bitcount K",
          "bitcount K I I (bit|byte|foo)",
          "bitcount K I",
          "bitpos K J",
          "bitpos K J I",
          "bitpos K J I I",
          "bitpos K J I I (bit|byte|foo)",
          "bitop (and|or|xor|not) K K",
          "bitop and K K K",
          "bitop or K K K",
          "bitop xor K K K X",
          "bitop not K K",
          "bitfield K (get W B|set W B I|incrby W B I)",
          "bitfield K overflow Q set W B I incrby W B I",
          "bitfield K set W B I overflow Q incrby W B I get W B",
          "bitfield K overflow Q incrby W B I",
          "bitfield K (overflow Q|get W|set W B|foo|get W B)",
          "bitfield_ro K get W B (get W B|set W B I|overflow Q)",
          "del K K",
          "unlink K X",
          "exists K K X",
          "touch K K",
          "type K",
          "rename K K",
          "renamenx K K",
          "copy K K (db D|replace|foo|db)",
          "copy K K db D replace",
          "move K D",
          "select S",
          "select S",
          "restore K R P (replace|absttl|idletime I|freq I|foo)",
          "restore K 0 P replace",
          "restore K R P replace absttl",
          "object freq K",
          "object foo K",
          "object help",
          "memory usage K foo",
          "memory usage K samples abc",
          "get",
          "set K",
          "bitop and K",
          "rpush X a");

  private static final Map<Character, String> CLASSES =
      Map.ofEntries(
          entry('K', "a|b|c|d"),
          entry('X', "x"),
          entry(
              'I',
              "0|1|-1|2|5|-3|10|100|-100|9223372036854775807|-9223372036854775808|"
                  + "9223372036854775808|1.5|abc|007|+1|-0"),
          entry('O', "0|1|3|10|64|-1|1048570|1048576|9223372036854775807|abc"),
          entry(
              'R',
              "1000|2000|0|-1|-1000|9223372036854775807|-9223372036854775808|"
                  + "9223372036854775|abc"),
          entry('T', LONG_DEADLINES),
          // Without deadlines in the past: until it is looked at, Redis still deletes such a key.
          entry('U', "32503680000000|32503680000001|0|-1|9223372036854775807|abc"),
          entry('M', "32503680000000|32503680000001|32503690000000|" + LONG_DEADLINES),
          entry(
              'F',
              "0.1|-0.1|1|3.0|1e5|1.5e-3|1e308|-1e4932|1e4932|1e5000|inf|-inf|nan|abc|0x1p3|"
                  + "1e-17|5e-18|123456789012345678.5|.5|5.|+5|1e-400|0.30000000000000004|1e19"),
          entry('B', "0|1|7|8|9|15|16|20|31|63|64|100|#0|#1|#3|-1|abc|8388607|8388608"),
          entry('J', "0|1"),
          entry('W', "u1|u2|u4|u7|u8|u16|u31|u32|u63|u64|i1|i2|i8|i9|i16|i32|i63|i64|i65|x8|U8|u0"),
          entry('Q', "wrap|sat|fail|foo"),
          entry('D', "0|1|15|16|-1|99999999999|abc"),
          entry('S', "0|1"));

  private static final List<String> VALUES =
      List.of(
          "",
          "a",
          "foo",
          "foobar",
          "ohmytext",
          "mynewtext",
          "0",
          "1",
          "10",
          "-5",
          "12345",
          "9223372036854775807",
          "-9223372036854775808",
          "3.5",
          "0.1",
          "1e5",
          " 1",
          "01",
          "\u0000\u00ff\u0080",
          "\u00ff\u00ff",
          "\u0000",
          "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr",
          "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrs");

  private static final List<Bytes> PAYLOADS =
      Stream.concat(
              Stream.of("", "short", "\u0000\u0003abc\n\u0000________").map(Bytes::of),
              VALUES.stream()
                  .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                  .map(bytes -> DumpPayload.of(out -> StringFormat.write(out, Bytes.wrap(bytes)))))
          .toList();

  StringDifferentialTest() {
    super(new RandomCommands.Grammar(TEMPLATES, CLASSES, VALUES, PAYLOADS));
  }
}
