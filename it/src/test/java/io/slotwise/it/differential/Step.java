package io.slotwise.it.differential;

import java.util.Optional;

/**
 * One line of a script that does something, with what was said about it before.
 *
 * @param line the number of the line in the file, from 1
 * @param connection which of the script's connections it is for; the empty name is the usual one
 * @param action what to do
 * @param text what the action works on: a command line, or the argument of a directive
 * @param rules how its reply is compared
 */
record Step(int line, String connection, Action action, String text, Rules rules) {

  enum Action {
    /** Send a command, read a reply. */
    COMMAND,
    /** Send a command, read no reply. */
    SEND,
    /** Send bytes as they are, read no reply. */
    RAW,
    /** Read one more reply. */
    READ,
    /** Wait until a key is gone on the server. */
    SLEEP_UNTIL_EXPIRED,
    /** Wait until so many clients of the server wait in blocking commands. */
    AWAIT_BLOCKED,
    /** Close the connection and open a new one. */
    RECONNECT
  }

  /** Whether it leaves a reply to compare. */
  boolean replies() {
    return action == Action.COMMAND || action == Action.READ;
  }

  /**
   * How a reply is compared.
   *
   * @param mask what may differ is a match of it
   * @param unordered whether the order of elements is free, at every depth
   * @param pairs whether unordered elements come in pairs that belong together
   * @param tolerance by how much integers may differ
   * @param capture the name under which the reply's text is kept for later lines
   * @param deviation the entry of deviations.md that explains why Slotwise answers differently
   * @param expect what Slotwise answers instead, as a pattern of the rendered reply
   */
  record Rules(
      Optional<String> mask,
      boolean unordered,
      boolean pairs,
      long tolerance,
      Optional<String> capture,
      Optional<String> deviation,
      Optional<String> expect) {

    static final Rules EXACT =
        new Rules(
            Optional.empty(),
            false,
            false,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    Rules withMask(String regex) {
      return new Rules(Optional.of(regex), unordered, pairs, tolerance, capture, deviation, expect);
    }

    Rules withUnordered(boolean inPairs) {
      return new Rules(mask, true, inPairs, tolerance, capture, deviation, expect);
    }

    Rules withTolerance(long most) {
      return new Rules(mask, unordered, pairs, most, capture, deviation, expect);
    }

    Rules withCapture(String name) {
      return new Rules(mask, unordered, pairs, tolerance, Optional.of(name), deviation, expect);
    }

    Rules withDeviation(String id) {
      return new Rules(mask, unordered, pairs, tolerance, capture, Optional.of(id), expect);
    }

    Rules withExpect(String regex) {
      return new Rules(mask, unordered, pairs, tolerance, capture, deviation, Optional.of(regex));
    }
  }
}
