package io.slotwise.it.differential;

import io.slotwise.it.differential.Step.Action;
import io.slotwise.it.differential.Step.Rules;
import io.slotwise.it.harness.ItPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A script file: steps for one or several connections. The grammar is in the README beside the
 * scripts.
 *
 * @param file where it is
 * @param protocols under which protocols it is meant to run
 */
record Script(Path file, Set<Resp> protocols, List<Step> steps) {

  private static final Pattern CONNECTION = Pattern.compile("@([a-z0-9]+):\\s*(.*)");

  /** All scripts, by path. */
  static List<Script> all() {
    try (Stream<Path> files = Files.walk(folder())) {
      return files
          .filter(f -> f.toString().endsWith(".redis"))
          .sorted()
          .map(Script::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path folder() {
    return ItPaths.module().resolve("src/test/resources/differential");
  }

  /** {@code connection/basics}. */
  String title() {
    return folder().relativize(file).toString().replace(".redis", "").replace('\\', '/');
  }

  Path transcript(Resp protocol) {
    String name = file.getFileName().toString().replace(".redis", "." + protocol.word());
    return file.resolveSibling(name + ".transcript");
  }

  static Script parse(Path file) {
    try {
      return new Reader(file, Files.readAllLines(file)).read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file from top to bottom, keeping the rules that wait for the next command. */
  private static final class Reader {
    private final Path file;
    private final List<String> lines;
    private final List<Step> steps = new ArrayList<>();
    private Set<Resp> protocols = EnumSet.allOf(Resp.class);
    private Rules rules = Rules.EXACT;
    private Optional<String> standingMask = Optional.empty();
    private int number;

    Reader(Path file, List<String> lines) {
      this.file = file;
      this.lines = lines;
    }

    Script read() {
      for (String raw : lines) {
        number++;
        String line = raw.strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
          line(line);
        }
      }
      if (!rules.equals(Rules.EXACT)) {
        throw error("a rule at the end of the file has no command behind it");
      }
      return new Script(file, protocols, List.copyOf(steps));
    }

    private void line(String line) {
      Matcher named = CONNECTION.matcher(line);
      String connection = named.matches() ? named.group(1) : "";
      String rest = named.matches() ? named.group(2) : line;
      if (rest.startsWith(">>>")) {
        String[] words = rest.substring(3).strip().split("\\s+", 2);
        directive(connection, words[0], words.length > 1 ? words[1] : "");
      } else {
        add(connection, Action.COMMAND, rest);
      }
    }

    private void directive(String connection, String word, String argument) {
      switch (word) {
        case "only" -> protocols = EnumSet.of(Resp.of(argument));
        case "mask" -> rules = rules.withMask(argument);
        case "mask-all" -> standingMask = Optional.of(argument);
        case "unordered" -> rules = rules.withUnordered(argument.equals("pairs"));
        case "about" -> rules = rules.withTolerance(Long.parseLong(argument));
        case "capture" -> rules = rules.withCapture(argument);
        case "deviation" -> rules = rules.withDeviation(argument);
        case "expect" -> rules = rules.withExpect(argument);
        case "send" -> add(connection, Action.SEND, argument);
        case "raw" -> add(connection, Action.RAW, argument);
        case "read" -> add(connection, Action.READ, "");
        case "sleep-until-expired" -> add(connection, Action.SLEEP_UNTIL_EXPIRED, argument);
        case "await-blocked" -> add(connection, Action.AWAIT_BLOCKED, argument);
        case "reconnect" -> add(connection, Action.RECONNECT, "");
        default -> throw error("unknown directive " + word);
      }
    }

    private void add(String connection, Action action, String text) {
      Rules said = rules;
      if (said.mask().isEmpty() && standingMask.isPresent()) {
        said = said.withMask(standingMask.get());
      }
      Step step = new Step(number, connection, action, text, said);
      if (!step.replies() && !rules.equals(Rules.EXACT)) {
        throw error("a rule about a reply stands before a step that reads none");
      }
      steps.add(step);
      rules = Rules.EXACT;
    }

    private IllegalArgumentException error(String why) {
      return new IllegalArgumentException(file + ":" + number + ": " + why);
    }
  }
}
