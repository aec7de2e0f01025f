package io.slotwise.it.differential;

import static io.slotwise.it.differential.RandomCommand.of;
import static net.jqwik.api.Arbitraries.frequency;
import static net.jqwik.api.Arbitraries.just;
import static net.jqwik.api.Arbitraries.oneOf;
import static net.jqwik.api.Combinators.combine;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.command.CommandGrammar;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * Random scripts over few keys, so that commands meet, and with values at the edges of what they
 * accept. Deadlines are far away, long past, or waited for; two that are compared with each other
 * (GT, LT) are absolute, so that no reply hangs on the millisecond in which it was made.
 */
final class RandomCommands {

  /** Seconds since 1970 around which absolute deadlines lie. */
  private static final long BASE_S = System.currentTimeMillis() / 1000;

  private RandomCommands() {}

  /** Scripts of up to this many commands. */
  static Arbitrary<List<RandomCommand>> scripts(int size) {
    return command()
        .list()
        .ofMinSize(0)
        .ofMaxSize(size)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  static Arbitrary<RandomCommand> command() {
    return frequency(
            Tuple.of(10, strings()),
            Tuple.of(4, counters()),
            Tuple.of(8, generic()),
            Tuple.of(6, deadlines()),
            Tuple.of(7, bitmaps()),
            Tuple.of(3, bitfields()),
            Tuple.of(10, RandomListCommands.lists()),
            Tuple.of(8, RandomFieldCommands.hashes()),
            Tuple.of(8, RandomFieldCommands.sets()),
            Tuple.of(8, RandomGrammarCommands.from(CommandGrammar.SORTED_SETS)),
            Tuple.of(3, RandomGrammarCommands.from(CommandGrammar.GEO)),
            Tuple.of(8, RandomGrammarCommands.from(CommandGrammar.STREAMS)),
            Tuple.of(6, RandomGrammarCommands.from(CommandGrammar.LONG_STREAMS)),
            Tuple.of(3, RandomGrammarCommands.hyperLogLogs()),
            Tuple.of(1, databases()))
        .flatMap(group -> group);
  }

  static Arbitrary<Bytes> keys() {
    // Tags put some keys into one slot and leave others apart.
    return Arbitraries.of("a", "b", "c", "{a}1", "{a}2", "{b}1", "{a}l", "", "k\r\n\u0001")
        .map(Bytes::of);
  }

  static Arbitrary<Bytes> values() {
    return frequency(
            Tuple.of(
                6,
                Arbitraries.of(
                        "",
                        "0",
                        "1",
                        "-1",
                        "10",
                        "9223372036854775807",
                        "-9223372036854775808",
                        "9223372036854775808",
                        "1.5",
                        "-0",
                        "01",
                        " 1",
                        "1 ",
                        "3.0e3",
                        "1e400",
                        "inf",
                        "nan",
                        "0x10",
                        "hello world",
                        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr",
                        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrs")
                    .map(Bytes::of)),
            Tuple.of(3, Arbitraries.integers().between(-1000, 100000).map(i -> Bytes.of((long) i))),
            Tuple.of(
                2,
                Arbitraries.bytes()
                    .array(byte[].class)
                    .ofMaxSize(70)
                    .map(bytes -> Bytes.wrap(bytes))),
            Tuple.of(1, just(Bytes.of("x".repeat(600)))))
        .flatMap(group -> group);
  }

  /** Indices into strings, in range and not. */
  private static Arbitrary<String> indices() {
    return Arbitraries.of(
        "0", "1", "2", "5", "-1", "-2", "-5", "7", "20", "100", "-100", "4611686018427387904", "x");
  }

  private static Arbitrary<RandomCommand> strings() {
    return oneOf(
        combine(keys(), values(), setOptions()).as(RandomCommands::set),
        keys().map(k -> of("GET", k)),
        combine(keys(), values()).as((k, v) -> of("GETSET", k, v)),
        keys().map(k -> of("GETDEL", k)),
        combine(keys(), getexOptions()).as((k, options) -> with(options, "GETEX", k)),
        combine(keys(), values()).as((k, v) -> of("SETNX", k, v)),
        combine(keys(), seconds(), values()).as((k, s, v) -> of("SETEX", k, s, v)),
        combine(keys(), seconds(), values()).as((k, s, v) -> of("PSETEX", k, s + "000", v)),
        combine(keys(), values()).as((k, v) -> of("APPEND", k, v)),
        keys().map(k -> of("STRLEN", k)),
        combine(keys(), indices(), indices()).as((k, a, b) -> of("GETRANGE", k, a, b)),
        combine(keys(), indices(), indices()).as((k, a, b) -> of("SUBSTR", k, a, b)),
        combine(keys(), setrangeOffsets(), values()).as((k, o, v) -> of("SETRANGE", k, o, v)),
        keys().list().ofMinSize(1).ofMaxSize(4).map(ks -> with(ks, "MGET")),
        pairs().map(kvs -> with(kvs, "MSET")),
        pairs().map(kvs -> with(kvs, "MSETNX")),
        combine(keys(), keys(), lcsOptions()).as((a, b, o) -> with(o, "LCS", a, b)));
  }

  private static RandomCommand set(Bytes key, Bytes value, List<String> options) {
    return with(options, "SET", key, value);
  }

  static RandomCommand with(List<?> more, Object... words) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(more);
    return of(all.toArray());
  }

  private static Arbitrary<List<Bytes>> pairs() {
    return combine(keys(), values())
        .as((k, v) -> List.of(k, v))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(pairs -> pairs.stream().flatMap(List::stream).toList());
  }

  private static Arbitrary<List<String>> setOptions() {
    return oneOf(
        just(List.of()),
        Arbitraries.of("NX", "XX", "GET", "KEEPTTL", "nx", "BAD").map(List::of),
        expiryOptions(),
        combine(Arbitraries.of("NX", "XX", "GET", "KEEPTTL"), expiryOptions())
            .as((flag, expiry) -> concat(List.of(flag), expiry)),
        combine(
                Arbitraries.of("NX", "XX", "GET", "KEEPTTL"),
                Arbitraries.of("NX", "XX", "GET", "KEEPTTL"))
            .as((one, two) -> List.of(one, two)));
  }

  private static List<String> concat(List<String> one, List<String> two) {
    List<String> all = new ArrayList<>(one);
    all.addAll(two);
    return all;
  }

  private static Arbitrary<List<String>> getexOptions() {
    return oneOf(just(List.of()), just(List.of("PERSIST")), expiryOptions(), just(List.of("EX")));
  }

  private static Arbitrary<List<String>> expiryOptions() {
    return oneOf(
        seconds().map(s -> List.of("EX", s)),
        seconds().map(s -> List.of("PX", s + "000")),
        futureSeconds().map(s -> List.of("EXAT", s)),
        futureSeconds().map(s -> List.of("PXAT", s + "000")));
  }

  private static Arbitrary<List<String>> lcsOptions() {
    return Arbitraries.of(
        List.of(),
        List.of("LEN"),
        List.of("IDX"),
        List.of("IDX", "WITHMATCHLEN"),
        List.of("IDX", "MINMATCHLEN", "2"),
        List.of("LEN", "IDX"));
  }

  private static Arbitrary<String> setrangeOffsets() {
    return Arbitraries.of(
        "0", "1", "5", "30", "200", "-1", "536870912", "9223372036854775807", "x");
  }

  private static Arbitrary<RandomCommand> counters() {
    return oneOf(
        keys().map(k -> of("INCR", k)),
        keys().map(k -> of("DECR", k)),
        combine(keys(), values()).as((k, v) -> of("INCRBY", k, v)),
        combine(keys(), values()).as((k, v) -> of("DECRBY", k, v)),
        combine(keys(), values()).as((k, v) -> of("INCRBYFLOAT", k, v)),
        combine(keys(), Arbitraries.of("0.1", "-2.25", "1e10", "3", "1e-17", "5.0"))
            .as((k, v) -> of("INCRBYFLOAT", k, v)));
  }

  private static Arbitrary<RandomCommand> generic() {
    return oneOf(
        keys().list().ofMinSize(1).ofMaxSize(3).map(ks -> with(ks, "DEL")),
        keys().list().ofMinSize(1).ofMaxSize(3).map(ks -> with(ks, "UNLINK")),
        keys().list().ofMinSize(1).ofMaxSize(3).map(ks -> with(ks, "EXISTS")),
        keys().list().ofMinSize(1).ofMaxSize(3).map(ks -> with(ks, "TOUCH")),
        keys().map(k -> of("TYPE", k)),
        combine(keys(), keys()).as((a, b) -> of("RENAME", a, b)),
        combine(keys(), keys()).as((a, b) -> of("RENAMENX", a, b)),
        combine(
                keys(),
                keys(),
                Arbitraries.of(
                    List.of(),
                    List.of("REPLACE"),
                    List.of("DB", "1"),
                    List.of("DB", "1", "REPLACE"),
                    List.of("DB", "99")))
            .as((a, b, options) -> with(options, "COPY", a, b)),
        combine(keys(), Arbitraries.of("1", "0", "99", "x")).as((k, db) -> of("MOVE", k, db)),
        // Deviations encoding-of-floats and encoding-of-unchanged-bits: the word may differ.
        keys().map(k -> of("OBJECT", "ENCODING", k).masked("int|embstr|raw")),
        just(of("DBSIZE")),
        Arbitraries.of("*", "a", "{a}?", "[a-b]", "[^a]", "*1*", "?", "\\*")
            .map(glob -> of("KEYS", glob).unordered()),
        Arbitraries.of(
                List.of(),
                List.of("MATCH", "{*"),
                List.of("TYPE", "string"),
                List.of("TYPE", "list"))
            .map(options -> with(options, "SCAN", "0", "COUNT", "1000").unordered()));
  }

  private static Arbitrary<String> seconds() {
    return Arbitraries.of("100", "5000", "100000", "0", "-1", "9223372036854775807", "1.5", "x");
  }

  /** Not the past, in which SET leaves a key that only DBSIZE sees: past-deadline-at-once. */
  private static Arbitrary<String> futureSeconds() {
    return Arbitraries.of(3600L, 7200L, 86400L).map(s -> Long.toString(BASE_S + s));
  }

  /** A day ago, and from an hour to a day ahead. */
  private static Arbitrary<String> absoluteSeconds() {
    return Arbitraries.of(-86400L, 3600L, 7200L, 86400L).map(s -> Long.toString(BASE_S + s));
  }

  private static Arbitrary<RandomCommand> deadlines() {
    Arbitrary<List<String>> conditions =
        Arbitraries.of(
            List.of(),
            List.of("NX"),
            List.of("XX"),
            List.of("GT"),
            List.of("LT"),
            List.of("XX", "GT"),
            List.of("NX", "LT"),
            List.of("GT", "LT"),
            List.of("NO"));
    Arbitrary<List<String>> plain =
        Arbitraries.of(List.of(), List.of("NX"), List.of("XX"), List.of("NX", "XX"));
    return oneOf(
        combine(keys(), seconds(), plain).as((k, s, c) -> with(c, "EXPIRE", k, s)),
        combine(keys(), seconds(), plain).as((k, s, c) -> with(c, "PEXPIRE", k, s + "000")),
        combine(keys(), absoluteSeconds(), conditions).as((k, s, c) -> with(c, "EXPIREAT", k, s)),
        combine(keys(), absoluteSeconds(), conditions)
            .as((k, s, c) -> with(c, "PEXPIREAT", k, s + "000")),
        keys().map(RandomCommand::expireNow),
        keys().map(k -> of("PERSIST", k)),
        keys().map(k -> of("TTL", k).about(3)),
        keys().map(k -> of("PTTL", k).about(3000)),
        keys().map(k -> of("EXPIRETIME", k).about(3)),
        keys().map(k -> of("PEXPIRETIME", k).about(3000)));
  }

  private static Arbitrary<String> bitOffsets() {
    return Arbitraries.of("0", "1", "7", "8", "63", "100", "1000", "-1", "4294967296", "x");
  }

  private static Arbitrary<RandomCommand> bitmaps() {
    Arbitrary<String> bits = Arbitraries.of("0", "1", "2", "x");
    Arbitrary<List<String>> units = Arbitraries.of(List.of(), List.of("BYTE"), List.of("BIT"));
    return oneOf(
        combine(keys(), bitOffsets(), bits).as((k, o, b) -> of("SETBIT", k, o, b)),
        combine(keys(), bitOffsets()).as((k, o) -> of("GETBIT", k, o)),
        keys().map(k -> of("BITCOUNT", k)),
        combine(keys(), indices(), indices(), units)
            .as((k, a, b, unit) -> with(unit, "BITCOUNT", k, a, b)),
        combine(keys(), bits).as((k, b) -> of("BITPOS", k, b)),
        combine(keys(), bits, indices()).as((k, b, from) -> of("BITPOS", k, b, from)),
        combine(keys(), bits, indices(), indices(), units)
            .as((k, b, from, to, unit) -> with(unit, "BITPOS", k, b, from, to)),
        combine(
                Arbitraries.of("AND", "OR", "XOR", "NOT", "nand"),
                keys(),
                keys().list().ofMinSize(1).ofMaxSize(3))
            .as((op, to, from) -> with(from, "BITOP", op, to)));
  }

  private static Arbitrary<RandomCommand> bitfields() {
    Arbitrary<String> types =
        Arbitraries.of("u8", "i8", "u1", "i64", "u63", "u64", "i5", "x8", "i0");
    Arbitrary<String> offsets = Arbitraries.of("0", "1", "#1", "7", "100", "#20", "-1", "x");
    Arbitrary<String> numbers =
        Arbitraries.of("0", "1", "-1", "127", "128", "255", "-129", "9223372036854775807", "x");
    Arbitrary<List<String>> parts =
        oneOf(
            combine(types, offsets).as((t, o) -> List.of("GET", t, o)),
            combine(types, offsets, numbers).as((t, o, n) -> List.of("SET", t, o, n)),
            combine(types, offsets, numbers).as((t, o, n) -> List.of("INCRBY", t, o, n)),
            Arbitraries.of("WRAP", "SAT", "FAIL", "BAD").map(how -> List.of("OVERFLOW", how)));
    Arbitrary<List<String>> programs =
        parts
            .list()
            .ofMinSize(0)
            .ofMaxSize(4)
            .map(all -> all.stream().flatMap(List::stream).toList());
    return oneOf(
        combine(keys(), programs).as((k, program) -> with(program, "BITFIELD", k)),
        combine(keys(), programs).as((k, program) -> with(program, "BITFIELD_RO", k)));
  }

  private static Arbitrary<RandomCommand> databases() {
    return frequency(
            Tuple.of(8, Arbitraries.of("0", "1", "15", "16").map(db -> of("SELECT", db))),
            Tuple.of(1, just(of("FLUSHDB"))))
        .flatMap(group -> group);
  }
}
