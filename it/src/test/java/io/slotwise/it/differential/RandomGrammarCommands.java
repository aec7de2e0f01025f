package io.slotwise.it.differential;

import static io.slotwise.it.differential.RandomCommand.of;
import static io.slotwise.it.differential.RandomCommands.with;
import static net.jqwik.api.Arbitraries.oneOf;
import static net.jqwik.api.Combinators.combine;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.command.CommandGrammar;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * The part of {@link RandomCommands} about sorted sets, places and streams, in the words of the
 * differential tests of their handlers, and about HyperLogLogs.
 */
final class RandomGrammarCommands {

  /** Deliveries and deadlines are about as old on both servers, in ms. */
  private static final int TIMES_DIFFER_MAX_MS = 10_000;

  private static final int TIMES_DIFFER_MAX_S = 10;

  private RandomGrammarCommands() {}

  static Arbitrary<RandomCommand> from(CommandGrammar grammar) {
    return Arbitraries.randomValue(random -> compared(of(grammar.command(random).toArray())));
  }

  private static RandomCommand compared(RandomCommand command) {
    return switch (command.words().get(0).latin1().toLowerCase(Locale.ROOT)) {
      case "zscan" -> command.unorderedPairs();
      // Also the count of nodes of a radix tree, which is Redis's own.
      case "xinfo", "xpending" -> command.about(TIMES_DIFFER_MAX_MS);
      case "ttl" -> command.about(TIMES_DIFFER_MAX_S);
      default -> command;
    };
  }

  /** Keys that nothing else is put at: what a damaged one does is not Redis's in all points. */
  private static Arbitrary<Bytes> keys() {
    return Arbitraries.of("{a}p", "{a}q", "p").map(Bytes::of);
  }

  private static Arbitrary<List<String>> elements() {
    return combine(Arbitraries.integers().between(0, 3000), Arbitraries.of(0, 1, 5, 100))
        .as(
            (from, count) ->
                Arbitraries.integers()
                    .between(from, from + count)
                    .map(i -> "e" + i)
                    .list()
                    .ofSize(count))
        .flatMap(list -> list);
  }

  static Arbitrary<RandomCommand> hyperLogLogs() {
    return oneOf(
        combine(keys(), elements()).as((k, es) -> with(es, "PFADD", k)),
        keys().list().ofMinSize(1).ofMaxSize(3).map(ks -> with(ks, "PFCOUNT")),
        combine(keys(), keys().list().ofMaxSize(2)).as((to, ks) -> with(ks, "PFMERGE", to)),
        keys().map(k -> of("GET", k)),
        combine(keys(), Arbitraries.of("ENCODING", "DECODE", "TODENSE"))
            .as((k, what) -> of("PFDEBUG", what, k)));
  }
}
