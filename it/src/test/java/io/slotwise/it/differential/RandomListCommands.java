package io.slotwise.it.differential;

import static io.slotwise.it.differential.RandomCommand.of;
import static io.slotwise.it.differential.RandomCommands.keys;
import static io.slotwise.it.differential.RandomCommands.values;
import static io.slotwise.it.differential.RandomCommands.with;
import static net.jqwik.api.Arbitraries.frequency;
import static net.jqwik.api.Arbitraries.just;
import static net.jqwik.api.Arbitraries.oneOf;
import static net.jqwik.api.Combinators.combine;

import io.slotwise.protocol.Bytes;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** The part of {@link RandomCommands} that is about lists, some of them long enough for pages. */
final class RandomListCommands {

  private RandomListCommands() {}

  static Arbitrary<RandomCommand> lists() {
    return frequency(
            Tuple.of(4, ends()),
            Tuple.of(3, indexes()),
            Tuple.of(2, elements()),
            Tuple.of(2, moves()))
        .flatMap(group -> group);
  }

  /** Mostly keys that nothing but a list is put at. */
  private static Arbitrary<Bytes> listKeys() {
    return frequency(
            Tuple.of(5, Arbitraries.of("{a}l", "{b}l", "l").map(Bytes::of)), Tuple.of(1, keys()))
        .flatMap(group -> group);
  }

  private static Arbitrary<String> indices() {
    return Arbitraries.of("0", "1", "-1", "2", "-3", "7", "12", "-20", "100", "-100", "x");
  }

  private static Arbitrary<String> counts() {
    return Arbitraries.of("0", "1", "2", "3", "10", "100", "9223372036854775807", "-1", "x");
  }

  private static Arbitrary<String> sides() {
    return Arbitraries.of("LEFT", "RIGHT", "left", "RIGHT", "LEFT", "UP");
  }

  private static Arbitrary<RandomCommand> ends() {
    Arbitrary<String> pushes = Arbitraries.of("LPUSH", "RPUSH", "LPUSHX", "RPUSHX");
    Arbitrary<String> pops = Arbitraries.of("LPOP", "RPOP");
    return oneOf(
        combine(pushes, listKeys(), values().list().ofMinSize(1).ofMaxSize(12))
            .as((push, k, several) -> with(several, push, k)),
        combine(Arbitraries.of("LPUSH", "RPUSH"), listKeys(), values())
            .as((push, k, v) -> of(push, k, v)),
        combine(pops, listKeys()).as((pop, k) -> of(pop, k)),
        combine(pops, listKeys(), counts()).as((pop, k, n) -> of(pop, k, n)),
        listKeys().map(k -> of("LLEN", k)));
  }

  private static Arbitrary<RandomCommand> indexes() {
    return oneOf(
        combine(listKeys(), indices()).as((k, i) -> of("LINDEX", k, i)),
        combine(listKeys(), indices(), values()).as((k, i, v) -> of("LSET", k, i, v)),
        combine(listKeys(), indices(), indices()).as((k, a, b) -> of("LRANGE", k, a, b)),
        listKeys().map(k -> of("LRANGE", k, "0", "-1")),
        combine(listKeys(), indices(), indices()).as((k, a, b) -> of("LTRIM", k, a, b)),
        listKeys().map(k -> of("LTRIM", k, "1", "-2")));
  }

  private static Arbitrary<RandomCommand> elements() {
    Arbitrary<List<String>> options =
        oneOf(
            just(List.of()),
            combine(Arbitraries.of("COUNT", "RANK", "MAXLEN", "BAD"), indices())
                .as((name, n) -> List.of(name, n)),
            combine(indices(), counts()).as((rank, n) -> List.of("COUNT", n, "RANK", rank)));
    return oneOf(
        combine(listKeys(), Arbitraries.of("BEFORE", "after", "BESIDE"), values(), values())
            .as((k, where, pivot, v) -> of("LINSERT", k, where, pivot, v)),
        combine(listKeys(), indices(), values()).as((k, n, v) -> of("LREM", k, n, v)),
        combine(listKeys(), values(), options).as((k, v, o) -> with(o, "LPOS", k, v)));
  }

  private static Arbitrary<RandomCommand> moves() {
    return oneOf(
        combine(listKeys(), listKeys(), sides(), sides())
            .as((a, b, from, to) -> of("LMOVE", a, b, from, to)),
        combine(listKeys(), listKeys()).as((a, b) -> of("RPOPLPUSH", a, b)),
        combine(listKeys(), listKeys(), sides()).as((a, b, side) -> of("LMPOP", "2", a, b, side)),
        combine(listKeys(), sides(), counts())
            .as((k, side, n) -> of("LMPOP", "1", k, side, "COUNT", n)));
  }
}
