package io.slotwise.it.differential;

import io.slotwise.it.differential.ScriptRunner.Answer;
import io.slotwise.it.differential.Step.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares the answers to a script with the expected ones, and says of all differences together how
 * to see them by hand.
 */
record ScriptFailure(Script script, Resp protocol, String expectedFrom, String actualFrom) {

  static ScriptFailure of(Script script, Resp protocol, String expectedFrom, String actualFrom) {
    return new ScriptFailure(script, protocol, expectedFrom, actualFrom);
  }

  /**
   * Throws AssertionError on a difference.
   *
   * @param deviate whether declared deviations count: not when redis-server is compared with itself
   */
  void compare(List<Expected> expected, List<Answer> actual, boolean deviate) {
    List<String> commands = expected.stream().map(Expected::command).toList();
    List<String> asked = actual.stream().map(a -> Transcript.command(a.step())).toList();
    if (!commands.equals(asked)) {
      throw new AssertionError(
          "the transcript of " + script.title() + " is not of this script: record it again");
    }
    List<String> differences = new ArrayList<>();
    int last = 0;
    for (int i = 0; i < actual.size(); i++) {
      Answer answer = actual.get(i);
      String difference = difference(expected.get(i).reply(), answer, deviate);
      if (!difference.isEmpty()) {
        differences.add(difference);
        last = answer.step().line();
      }
    }
    if (!differences.isEmpty()) {
      throw new AssertionError(
          script.title()
              + " "
              + protocol
              + ": "
              + differences.size()
              + " replies differ\n"
              + String.join("\n", differences)
              + "\nTo see it by hand:\n"
              + repeat(last));
    }
  }

  private String difference(List<String> expected, Answer answer, boolean deviate) {
    Step step = answer.step();
    boolean same = ReplyText.matches(expected, answer.reply(), step.rules().tolerance());
    String at = script.file().getFileName() + ":" + step.line() + "  " + Transcript.command(step);
    if (deviate && step.rules().deviation().isPresent()) {
      String text = String.join("\n", answer.reply());
      boolean asDeclared = step.rules().expect().map(text::matches).orElse(!same);
      return asDeclared
          ? ""
          : at
              + "\n  deviation "
              + step.rules().deviation().get()
              + step.rules().expect().map(e -> " expects\n" + indent(List.of(e))).orElse("")
              + "\n  but "
              + actualFrom
              + " answered"
              + (same ? " as redis-server does" : "")
              + "\n"
              + indent(answer.reply());
    }
    return same
        ? ""
        : at
            + "\n  "
            + expectedFrom
            + "\n"
            + indent(expected)
            + "\n  "
            + actualFrom
            + "\n"
            + indent(answer.reply());
  }

  private static String indent(List<String> lines) {
    return lines.stream().map(line -> "      " + line).collect(Collectors.joining("\n"));
  }

  /** The script up to a line, for redis-cli. */
  private String repeat(int lastLine) {
    String commands =
        script.steps().stream()
            .filter(step -> step.line() <= lastLine)
            .map(ScriptFailure::cliLine)
            .collect(Collectors.joining("\n"));
    String option = protocol == Resp.RESP3 ? "-3 " : "";
    return "redis-cli " + option + "-p PORT <<'END'\nFLUSHALL\n" + commands + "\nEND";
  }

  private static String cliLine(Step step) {
    String line = step.text();
    if (step.action() == Action.SLEEP_UNTIL_EXPIRED) {
      return "# wait until " + line + " has expired";
    }
    if (step.action() != Action.COMMAND && step.action() != Action.SEND) {
      return "# " + step.action() + " " + line;
    }
    return step.connection().isEmpty() ? line : line + "   # on connection " + step.connection();
  }
}
