package io.slotwise.it.differential;

import io.slotwise.it.differential.Step.Rules;
import io.slotwise.it.harness.CliWords;
import io.slotwise.protocol.Bytes;
import java.util.Arrays;
import java.util.List;

/**
 * One command of a random script.
 *
 * @param words the request
 * @param rules how its reply is compared
 * @param expiresNow whether to wait, after it, until its key is gone on both servers
 */
record RandomCommand(List<Bytes> words, Rules rules, boolean expiresNow) {

  static RandomCommand of(Object... words) {
    return new RandomCommand(
        Arrays.stream(words).map(RandomCommand::bytes).toList(), Rules.EXACT, false);
  }

  private static Bytes bytes(Object word) {
    return word instanceof Bytes bytes ? bytes : Bytes.of(word.toString());
  }

  /** Its reply holds elements in any order. */
  RandomCommand unordered() {
    return new RandomCommand(words, rules.withUnordered(false), expiresNow);
  }

  /** Its reply holds pairs of elements in any order. */
  RandomCommand unorderedPairs() {
    return new RandomCommand(words, rules.withUnordered(true), expiresNow);
  }

  /** Matches in its reply may differ. */
  RandomCommand masked(String regex) {
    return new RandomCommand(words, rules.withMask(regex), expiresNow);
  }

  /** Its reply is a time that may differ by this much. */
  RandomCommand about(long tolerance) {
    return new RandomCommand(words, rules.withTolerance(tolerance), expiresNow);
  }

  /** A deadline of 1 ms, waited for. */
  static RandomCommand expireNow(Bytes key) {
    return new RandomCommand(of("PEXPIRE", key, "1").words(), Rules.EXACT, true);
  }

  String cliLine() {
    return CliWords.join(words) + (expiresNow ? "   # and wait until it is gone" : "");
  }

  @Override
  public String toString() {
    return cliLine();
  }
}
