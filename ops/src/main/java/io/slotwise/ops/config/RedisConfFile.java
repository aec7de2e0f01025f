package io.slotwise.ops.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file in the form of redis.conf: a directive and its values on each line. Directives that repeat
 * ({@code save}, {@code client-output-buffer-limit}) add up as in Redis; of others the last holds.
 */
final class RedisConfFile {

  private static final Set<String> ADDING_UP = Set.of("save", "client-output-buffer-limit");
  private static final int INCLUDE_DEPTH_MAX = 16;
  private static final Pattern DIRECTIVE_AND_VALUE =
      Pattern.compile("[A-Za-z][A-Za-z0-9_-]*\\s+[^\\s={:+\\[].*");

  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final List<Problem> problems;

  private RedisConfFile(List<Problem> problems) {
    this.problems = problems;
  }

  /** The lines of a file, with a replacement character for what is not UTF-8. */
  static List<String> lines(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  /** Whether a file is one of these, judged by its first line that is not a comment. */
  static boolean looksLikeOne(List<String> lines) {
    for (String line : lines) {
      String text = line.trim();
      // Both forms have include lines and comments with #.
      if (text.isEmpty() || text.startsWith("#") || text.startsWith("include")) {
        continue;
      }
      return DIRECTIVE_AND_VALUE.matcher(text).matches();
    }
    return false;
  }

  /**
   * What the file sets, by parameter. Unknown directives and lines that cannot be read become
   * problems.
   */
  static List<Setting> read(Path file, List<String> lines, List<Problem> problems) {
    RedisConfFile reader = new RedisConfFile(problems);
    reader.readLines(file, lines, 0);
    return List.copyOf(reader.settings.values());
  }

  private void readLines(Path file, List<String> lines, int depth) {
    for (int i = 0; i < lines.size(); i++) {
      String place = file + ": " + (i + 1);
      String text = lines.get(i).trim();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      List<String> words = RedisConfLine.words(text);
      if (words == null || words.isEmpty()) {
        problems.add(Problem.error(place, "unbalanced quotes", null));
      } else if (words.get(0).equalsIgnoreCase("include")) {
        include(file, words, place, depth);
      } else {
        add(words, place);
      }
    }
  }

  private void add(List<String> words, String place) {
    String directive = words.get(0).toLowerCase(Locale.ROOT);
    Parameter parameter = Parameters.find(directive);
    if (parameter == null) {
      String nearest = NearestName.of(directive, Parameters.names().keySet());
      problems.add(
          Problem.warning(
              place,
              "directive '" + directive + "' is not known and has no effect",
              nearest == null ? null : "did you mean '" + nearest + "'?"));
      return;
    }
    if (words.size() < 2) {
      problems.add(Problem.error(place, "directive '" + directive + "' has no value", null));
      return;
    }
    String value = String.join(" ", words.subList(1, words.size()));
    Setting before = settings.remove(parameter.name());
    boolean addsUp = ADDING_UP.contains(parameter.name()) && before != null && !value.isEmpty();
    String whole = addsUp ? (before.value() + " " + value).trim() : value;
    // Taken out and put in again: settings that influence each other apply in the file's order.
    settings.put(parameter.name(), new Setting(parameter.name(), whole, place));
  }

  private void include(Path file, List<String> words, String place, int depth) {
    if (words.size() != 2 || depth == INCLUDE_DEPTH_MAX) {
      problems.add(Problem.error(place, "include takes one file, not nested too deeply", null));
      return;
    }
    Path included = file.toAbsolutePath().resolveSibling(words.get(1));
    try {
      readLines(included, lines(included), depth + 1);
    } catch (IOException e) {
      problems.add(Problem.error(place, "cannot read " + included + ": " + e.getMessage(), null));
    }
  }
}
