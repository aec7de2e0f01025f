package io.slotwise.it.differential;

import io.slotwise.it.differential.ScriptRunner.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What redis-server answered to a script, kept beside it: {@code > } leads a command, {@code < } a
 * line of its reply.
 */
final class Transcript {

  private static final String HEADER = "# redis-server 7.0.15, ";

  private Transcript() {}

  /** One command and its reply. */
  record Entry(String command, List<String> reply) {}

  static void write(Path file, Resp protocol, List<Answer> answers) {
    StringBuilder text = new StringBuilder(HEADER + protocol.word() + "\n");
    for (Answer answer : answers) {
      text.append("> ").append(command(answer.step())).append('\n');
      answer.reply().forEach(line -> text.append("< ").append(line).append('\n'));
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Entry> read(Path file) {
    try {
      List<Entry> entries = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("> ")) {
          entries.add(new Entry(line.substring(2), new ArrayList<>()));
        } else if (line.startsWith("< ")) {
          entries.get(entries.size() - 1).reply().add(line.substring(2));
        } else if (!line.startsWith("#")) {
          throw new IllegalStateException(file + ": unknown line " + line);
        }
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a transcript names a step. */
  static String command(Step step) {
    String prefix = step.connection().isEmpty() ? "" : "@" + step.connection() + ": ";
    return prefix + (step.action() == Step.Action.READ ? ">>> read" : step.text());
  }
}
