package io.slotwise.node.cli;

import io.slotwise.ops.config.Problem;
import java.util.Locale;

/** How a problem looks on a terminal. */
final class ProblemText {

  private ProblemText() {}

  static String of(Problem problem) {
    return problem.severity().name().toLowerCase(Locale.ROOT) + ": " + problem;
  }
}
