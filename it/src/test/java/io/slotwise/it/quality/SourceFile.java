package io.slotwise.it.quality;

import io.slotwise.it.harness.ItPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Java or Scala file in two forms: as it stands, and with comments and the insides of strings
 * blanked out, so that a rule about code does not fire on prose.
 *
 * @param path from the project's root
 */
record SourceFile(Path path, List<String> lines, List<String> code) {

  static List<SourceFile> all() {
    Path root = ItPaths.root();
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(SourceFile::isSource).sorted().map(f -> read(root, f)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSource(Path file) {
    String text = file.toString();
    return (text.endsWith(".java") || text.endsWith(".scala"))
        && text.contains("/src/")
        && !text.contains("/target/");
  }

  private static SourceFile read(Path root, Path file) {
    try {
      String text = Files.readString(file);
      return new SourceFile(
          root.relativize(file), text.lines().toList(), blanked(text).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isMain() {
    return path.toString().contains("src/main/java");
  }

  String name() {
    return path.getFileName().toString();
  }

  String at(int index) {
    return path + ":" + (index + 1);
  }

  /** A method or constructor with a body: its first line's index and how many lines it has. */
  record Body(int start, int length) {}

  /** Bodies at the depth of a type's members, by braces and the formatter's indentation. */
  List<Body> bodies() {
    List<Body> bodies = new ArrayList<>();
    int start = -1;
    for (int i = 0; i < code.size(); i++) {
      String line = code.get(i);
      if (start < 0 && opensBody(i)) {
        start = signature(i);
      } else if (start >= 0 && line.equals(indent(code.get(start)) + "}")) {
        bodies.add(new Body(start, i - start + 1));
        start = -1;
      }
    }
    return bodies;
  }

  /**
   * Where the signature begins whose body opens at the line: parameters may stand on lines of their
   * own.
   */
  private int signature(int opening) {
    int first = opening;
    int unmatched = unmatchedParentheses(code.get(first));
    while (unmatched > 0 && first > 0) {
      first--;
      unmatched += unmatchedParentheses(code.get(first));
    }
    return first;
  }

  private static int unmatchedParentheses(String line) {
    return (int)
        (line.chars().filter(c -> c == ')').count() - line.chars().filter(c -> c == '(').count());
  }

  private boolean opensBody(int index) {
    String line = code.get(index);
    String text = line.strip();
    boolean member = line.startsWith("  ") && text.endsWith("{") && text.contains(")");
    boolean type =
        code.get(signature(index)).matches(".*\\b(class|interface|record|enum)\\b.*")
            && !text.contains("return ");
    boolean statement =
        text.matches("(if|for|while|switch|try|synchronized|return|\\}|else|do)\\b.*")
            || text.contains("->")
            || text.contains(" = ")
            || text.startsWith(".");
    return member && !type && !statement;
  }

  private static String indent(String line) {
    return line.substring(0, line.length() - line.stripLeading().length());
  }

  /** Comments and literals replaced by blanks of the same shape. */
  static String blanked(String source) {
    StringBuilder out = new StringBuilder(source.length());
    int i = 0;
    while (i < source.length()) {
      int end = endOfProse(source, i);
      if (end == i) {
        out.append(source.charAt(i++));
        continue;
      }
      boolean literal = source.charAt(i) != '/';
      for (int at = i; at < end; at++) {
        char c = source.charAt(at);
        boolean edge = literal && (at == i || at == end - 1);
        out.append(c == '\n' || edge ? c : ' ');
      }
      i = end;
    }
    return out.toString();
  }

  /** Where the comment or literal that begins here ends; here, when none begins. */
  private static int endOfProse(String source, int at) {
    if (source.startsWith("//", at)) {
      int end = source.indexOf('\n', at);
      return end < 0 ? source.length() : end;
    }
    if (source.startsWith("/*", at)) {
      return source.indexOf("*/", at + 2) + 2;
    }
    if (source.startsWith("\"\"\"", at)) {
      return source.indexOf("\"\"\"", at + 3) + 3;
    }
    char quote = source.charAt(at);
    if (quote != '"' && quote != '\'') {
      return at;
    }
    int end = at + 1;
    while (source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    return end + 1;
  }
}
