package io.slotwise.scripting.source;

import io.slotwise.scripting.vm.LuaString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A script that is known to be Lua 5.1, written so that a compiler of Lua 5.2 takes it for the
 * same. Numbers are written as strings with a mark, so that the compiler does not compute with
 * them: it knows no -0, and its powers are a guess.
 */
final class CheckedSource {

  /** Appended to names that mean something to the compiler but nothing in Lua 5.1. */
  private static final String ESCAPE = "__name";

  /** Before a number, and before a string that begins so itself. */
  private static final String MARK = "\0";

  private static final String MARK_WRITTEN = "\\000";

  /** What a function does about its further arguments. */
  record Variadic(boolean takesMore, boolean usesDots) {}

  private final StringBuilder text = new StringBuilder();
  private final List<Variadic> functions = new ArrayList<>();
  private int line = 1;

  void add(Token token) {
    for (; line < token.line(); line++) {
      text.append('\n');
    }
    switch (token.kind()) {
      case NAME -> text.append(escapeName(token.text()));
      case STRING -> addString((String) token.value());
      case NUMBER -> addNumber((Double) token.value());
      case SYMBOL -> text.append(token.text());
      case END_OF_FILE -> {}
    }
    text.append(' ');
  }

  /**
   * Lua 5.1 gives a function with further arguments a local {@code arg}; the compiler only sees the
   * local.
   */
  void addImplicitArg() {
    text.append("local arg=...;");
  }

  /** A place in what has been written. */
  record Mark(int length, int line) {}

  Mark mark() {
    return new Mark(text.length(), line);
  }

  /** Forgets what has been written since. */
  void goBackTo(Mark mark) {
    text.setLength(mark.length);
    line = mark.line;
  }

  /** In the order in which the functions begin. */
  void addFunction(boolean takesMore, boolean usesDots) {
    functions.add(new Variadic(takesMore, usesDots));
  }

  Variadic function(int ordinal) {
    return functions.get(ordinal);
  }

  private void addString(String value) {
    text.append('"').append(value.startsWith(MARK) ? MARK_WRITTEN : "");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        text.append(c);
      } else {
        text.append('\\').append(String.format(Locale.ROOT, "%03d", (int) c));
      }
    }
    text.append('"');
  }

  private void addNumber(double value) {
    text.append('"').append(MARK_WRITTEN).append(value).append('"');
  }

  /** What a constant stands for that the compiler takes for a string: a number, or a LuaString. */
  static Object constant(String compiled) {
    if (!compiled.startsWith(MARK)) {
      return LuaString.of(originalName(compiled));
    }
    String marked = compiled.substring(MARK.length());
    return marked.startsWith(MARK) ? (Object) LuaString.of(marked) : Double.valueOf(marked);
  }

  private static String escapeName(String name) {
    return name.equals("goto") || name.equals("_ENV") ? name + ESCAPE : name;
  }

  /** The name that the script used. */
  static String originalName(String name) {
    return name.equals("goto" + ESCAPE) || name.equals("_ENV" + ESCAPE)
        ? name.substring(0, name.length() - ESCAPE.length())
        : name;
  }

  String text() {
    return text.toString();
  }
}
