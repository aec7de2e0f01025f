package io.slotwise.it.differential;

import static io.slotwise.it.differential.RandomCommand.of;
import static io.slotwise.it.differential.RandomCommands.keys;
import static io.slotwise.it.differential.RandomCommands.values;
import static io.slotwise.it.differential.RandomCommands.with;
import static net.jqwik.api.Arbitraries.frequency;
import static net.jqwik.api.Arbitraries.oneOf;
import static net.jqwik.api.Combinators.combine;

import io.slotwise.protocol.Bytes;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/**
 * The part of {@link RandomCommands} about hashes and sets, some of them large enough for pages.
 */
final class RandomFieldCommands {

  /** So many fields with values of {@link #PADDING} do not fit into the value of a key. */
  private static final int MANY = 40;

  private static final String PADDING = "-".repeat(60);

  private RandomFieldCommands() {}

  static Arbitrary<RandomCommand> hashes() {
    return frequency(Tuple.of(4, hashWrites()), Tuple.of(3, hashReads())).flatMap(group -> group);
  }

  static Arbitrary<RandomCommand> sets() {
    return frequency(Tuple.of(4, setWrites()), Tuple.of(2, setReads()), Tuple.of(2, setAlgebra()))
        .flatMap(group -> group);
  }

  /** Mostly keys that nothing but such a collection is put at. */
  private static Arbitrary<Bytes> mostly(String... names) {
    return frequency(Tuple.of(8, Arbitraries.of(names).map(Bytes::of)), Tuple.of(1, keys()))
        .flatMap(group -> group);
  }

  private static Arbitrary<Bytes> hashKeys() {
    return mostly("{a}h", "{b}h", "h");
  }

  private static Arbitrary<Bytes> setKeys() {
    return mostly("{a}s", "{a}t", "s");
  }

  private static Arbitrary<Integer> numbers() {
    return Arbitraries.integers().between(0, 2 * MANY);
  }

  private static Arbitrary<String> fields() {
    return numbers().map(number -> "field" + number);
  }

  private static Arbitrary<Bytes> members() {
    return oneOf(numbers().map(number -> Bytes.of(number)), fields().map(Bytes::of), values());
  }

  private static List<String> many(int from, String suffix) {
    return IntStream.range(from, from + MANY)
        .boxed()
        .flatMap(i -> Stream.of("field" + i, i + suffix))
        .toList();
  }

  private static Arbitrary<RandomCommand> hashWrites() {
    return oneOf(
        combine(hashKeys(), fields(), values()).as((k, f, v) -> of("HSET", k, f, v)),
        combine(hashKeys(), numbers()).as((k, from) -> with(many(from, PADDING), "HSET", k)),
        combine(hashKeys(), numbers()).as((k, from) -> with(many(from, ""), "HMSET", k)),
        combine(hashKeys(), fields(), values()).as((k, f, v) -> of("HSETNX", k, f, v)),
        combine(hashKeys(), fields(), values()).as((k, f, v) -> of("HINCRBY", k, f, v)),
        combine(hashKeys(), fields(), values()).as((k, f, v) -> of("HINCRBYFLOAT", k, f, v)),
        combine(hashKeys(), fields().list().ofMinSize(1).ofMaxSize(60))
            .as((k, several) -> with(several, "HDEL", k)));
  }

  private static Arbitrary<RandomCommand> hashReads() {
    return oneOf(
        combine(Arbitraries.of("HGET", "HEXISTS", "HSTRLEN"), hashKeys(), fields())
            .as((verb, k, f) -> of(verb, k, f)),
        combine(hashKeys(), fields(), fields()).as((k, f, g) -> of("HMGET", k, f, g)),
        hashKeys().map(k -> of("HLEN", k)),
        hashKeys().map(k -> of("HGETALL", k).unorderedPairs()),
        hashKeys().map(k -> of("HKEYS", k).unordered()),
        hashKeys().map(k -> of("HVALS", k).unordered()),
        hashKeys().map(k -> of("HRANDFIELD", k, "1000").unordered()),
        hashKeys().map(k -> of("HSCAN", k, "0", "COUNT", "1000").unorderedPairs()),
        combine(hashKeys(), Arbitraries.of("field1*", "*7", "[", ""))
            .as((k, glob) -> of("HSCAN", k, "0", "COUNT", "1000", "MATCH", glob).unorderedPairs()));
  }

  private static Arbitrary<RandomCommand> setWrites() {
    return oneOf(
        combine(setKeys(), members()).as((k, m) -> of("SADD", k, m)),
        combine(setKeys(), numbers()).as((k, from) -> with(many(from, PADDING), "SADD", k)),
        combine(setKeys(), numbers().list().ofMinSize(1).ofMaxSize(60))
            .as((k, several) -> with(several, "SADD", k)),
        combine(setKeys(), members().list().ofMinSize(1).ofMaxSize(60))
            .as((k, several) -> with(several, "SREM", k)),
        combine(setKeys(), setKeys(), members()).as((a, b, m) -> of("SMOVE", a, b, m)),
        setKeys().map(k -> of("SPOP", k, "1000").unordered()));
  }

  private static Arbitrary<RandomCommand> setReads() {
    return oneOf(
        combine(setKeys(), members()).as((k, m) -> of("SISMEMBER", k, m)),
        combine(setKeys(), members(), members()).as((k, m, n) -> of("SMISMEMBER", k, m, n)),
        setKeys().map(k -> of("SCARD", k)),
        setKeys().map(k -> of("SMEMBERS", k).unordered()),
        setKeys().map(k -> of("SRANDMEMBER", k, "1000").unordered()),
        setKeys().map(k -> of("SSCAN", k, "0", "COUNT", "1000").unordered()));
  }

  private static Arbitrary<RandomCommand> setAlgebra() {
    return oneOf(
        combine(Arbitraries.of("SINTER", "SUNION", "SDIFF"), setKeys(), setKeys())
            .as((verb, a, b) -> of(verb, a, b).unordered()),
        combine(
                Arbitraries.of("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"),
                setKeys(),
                setKeys(),
                setKeys())
            .as((verb, to, a, b) -> of(verb, to, a, b)),
        combine(setKeys(), setKeys(), Arbitraries.of("0", "1", "100", "-1", "x"))
            .as((a, b, limit) -> of("SINTERCARD", "2", a, b, "LIMIT", limit)));
  }
}
