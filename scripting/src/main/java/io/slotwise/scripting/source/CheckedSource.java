package io.slotwise.scripting.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A script that is known to be Lua 5.1, written so that a compiler of Lua 5.2 takes it for the
 * same.
 */
final class CheckedSource {

  /** Appended to names that mean something to the compiler but nothing in Lua 5.1. */
  private static final String ESCAPE = "__name";

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

  /**
   * Written as text, so that the compiler leaves the negation to the interpreter: it knows no -0.
   */
  void addZeroToNegate(Token zero) {
    add(new Token(Token.Kind.STRING, zero.text(), "0", zero.line()));
  }

  /** In the order in which the functions begin. */
  void addFunction(boolean takesMore, boolean usesDots) {
    functions.add(new Variadic(takesMore, usesDots));
  }

  Variadic function(int ordinal) {
    return functions.get(ordinal);
  }

  private void addString(String value) {
    text.append('"');
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
    if (Double.isInfinite(value)) {
      text.append("1e999");
    } else if (value == Math.rint(value) && value < 0x1p31) {
      text.append((long) value);
    } else {
      text.append(value);
    }
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
