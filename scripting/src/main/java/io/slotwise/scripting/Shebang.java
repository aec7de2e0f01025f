package io.slotwise.scripting;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The first line of a script ({@code #!lua flags=no-writes}) or library ({@code #!lua name=mylib}).
 */
final class Shebang {

  private static final String ENGINE = "lua";
  private static final String FLAGS = "flags=";
  private static final String NAME = "name=";

  private Shebang() {}

  static Set<ScriptFlag> scriptFlags(String line) throws ScriptException {
    Set<ScriptFlag> flags = EnumSet.noneOf(ScriptFlag.class);
    String[] parts = line.split(" ", -1);
    if (!parts[0].equals("#!" + ENGINE)) {
      throw new ScriptException("Unexpected engine in script shebang: " + parts[0]);
    }
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].isEmpty()) {
        continue;
      }
      if (!parts[i].startsWith(FLAGS)) {
        throw new ScriptException("Unknown lua shebang option: " + parts[i]);
      }
      String list = parts[i].substring(FLAGS.length());
      for (String flag : list.isEmpty() ? new String[0] : list.split(",", -1)) {
        flags.add(
            ScriptFlag.of(flag)
                .orElseThrow(
                    () -> new ScriptException("Unexpected flag in script shebang: " + flag)));
      }
    }
    return flags;
  }

  /** The name that a library's first line gives it. */
  static String libraryName(String line) throws ScriptException {
    List<String> words = words(line);
    if (words == null || words.isEmpty()) {
      throw new ScriptException("Invalid library metadata");
    }
    String engine = words.get(0).substring(2);
    String name = null;
    for (String word : words.subList(1, words.size())) {
      if (!word.regionMatches(true, 0, NAME, 0, NAME.length())) {
        throw new ScriptException("Invalid metadata value given: " + word);
      }
      if (name != null) {
        throw new ScriptException("Invalid metadata value, name argument was given multiple times");
      }
      name = word.substring(NAME.length());
    }
    if (name == null) {
      throw new ScriptException("Library name was not given");
    }
    if (!isName(name)) {
      throw new ScriptException(INVALID_NAME);
    }
    if (!engine.toLowerCase(Locale.ROOT).equals(ENGINE)) {
      throw new ScriptException("Engine '" + engine + "' not found");
    }
    return name;
  }

  static final String INVALID_NAME =
      "Library names can only contain letters, numbers, or underscores(_) and must be at least"
          + " one character long";

  static boolean isName(String name) {
    return name.matches("[A-Za-z0-9_]+");
  }

  /** Words between blanks, in quotes where they hold blanks; null where a quote is not closed. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      if (at == line.length()) {
        return words;
      }
      StringBuilder word = new StringBuilder();
      while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
        char c = line.charAt(at++);
        if (c != '"' && c != '\'') {
          word.append(c);
          continue;
        }
        int end = line.indexOf(c, at);
        boolean closed =
            end >= 0 && (end + 1 == line.length() || Character.isWhitespace(line.charAt(end + 1)));
        if (!closed) {
          return null;
        }
        word.append(line, at, end);
        at = end + 1;
      }
      words.add(word.toString());
    }
  }
}
