package io.slotwise.scripting.source;

import io.slotwise.scripting.source.Token.Kind;
import io.slotwise.scripting.vm.LuaNumbers;
import java.util.Set;

/** Cuts a script into words by the rules of Lua 5.1. */
final class Scanner {

  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "break",
          "do",
          "else",
          "elseif",
          "end",
          "false",
          "for",
          "function",
          "if",
          "in",
          "local",
          "nil",
          "not",
          "or",
          "repeat",
          "return",
          "then",
          "true",
          "until",
          "while");

  private static final int EOF = -1;

  private final String chunkName;
  private final String source;
  private int at;
  private int line = 1;

  Scanner(String chunkName, String source) {
    this.chunkName = chunkName;
    this.source = source;
  }

  SyntaxException error(String message, String near) {
    String where = chunkName + ":" + line + ": " + message;
    return new SyntaxException(near == null ? where : where + " near '" + near + "'");
  }

  private int peek(int ahead) {
    return at + ahead < source.length() ? source.charAt(at + ahead) : EOF;
  }

  Token next() throws SyntaxException {
    while (true) {
      int c = peek(0);
      switch (c) {
        case EOF:
          return new Token(Kind.END_OF_FILE, "<eof>", null, line);
        case '\n', '\r':
          newline();
          continue;
        case '-':
          if (peek(1) != '-') {
            return symbol(1);
          }
          at += 2;
          comment();
          continue;
        case '[':
          int level = longBracketLevel();
          if (level >= 0) {
            int start = at;
            String value = longString(level, false);
            return new Token(Kind.STRING, source.substring(start, at), value, line);
          }
          if (level == -1) {
            return symbol(1);
          }
          throw error("invalid long string delimiter", source.substring(at, at - level));
        case '=', '<', '>', '~':
          return symbol(peek(1) == '=' ? 2 : 1);
        case '"', '\'':
          return string((char) c);
        case '.':
          if (peek(1) == '.') {
            return symbol(peek(2) == '.' ? 3 : 2);
          }
          return isDigit(peek(1)) ? number() : symbol(1);
        default:
          if (LuaNumbers.isSpace(c)) {
            at++;
            continue;
          }
          if (isDigit(c)) {
            return number();
          }
          return isLetter(c) ? word() : symbol(1);
      }
    }
  }

  private Token symbol(int length) {
    String text = source.substring(at, at + length);
    at += length;
    return new Token(Kind.SYMBOL, text, null, line);
  }

  private Token word() {
    int start = at;
    while (isLetter(peek(0)) || isDigit(peek(0))) {
      at++;
    }
    String text = source.substring(start, at);
    return KEYWORDS.contains(text)
        ? new Token(Kind.SYMBOL, text, null, line)
        : new Token(Kind.NAME, text, text, line);
  }

  private Token number() throws SyntaxException {
    int start = at;
    while (isDigit(peek(0)) || peek(0) == '.') {
      at++;
    }
    if (peek(0) == 'e' || peek(0) == 'E') {
      at++;
      if (peek(0) == '+' || peek(0) == '-') {
        at++;
      }
    }
    while (isLetter(peek(0)) || isDigit(peek(0))) {
      at++;
    }
    String text = source.substring(start, at);
    Double value = LuaNumbers.parse(text);
    if (value == null) {
      throw error("malformed number", text);
    }
    return new Token(Kind.NUMBER, text, value, line);
  }

  private void newline() {
    int first = peek(0);
    at++;
    int second = peek(0);
    if ((second == '\n' || second == '\r') && second != first) {
      at++;
    }
    line++;
  }

  private void comment() throws SyntaxException {
    if (peek(0) == '[') {
      int level = longBracketLevel();
      if (level >= 0) {
        longString(level, true);
        return;
      }
    }
    while (peek(0) != '\n' && peek(0) != '\r' && peek(0) != EOF) {
      at++;
    }
  }

  /**
   * The number of {@code =} between two brackets; when the second is missing, minus that number
   * minus one.
   */
  private int longBracketLevel() {
    int bracket = peek(0);
    int level = 0;
    while (peek(1 + level) == '=') {
      level++;
    }
    return peek(1 + level) == bracket ? level : -level - 1;
  }

  private String longString(int level, boolean isComment) throws SyntaxException {
    at += level + 2;
    if (peek(0) == '\n' || peek(0) == '\r') {
      newline();
    }
    StringBuilder value = new StringBuilder();
    while (true) {
      int c = peek(0);
      if (c == EOF) {
        throw error(isComment ? "unfinished long comment" : "unfinished long string", "<eof>");
      }
      if (c == ']' && longBracketLevel() == level) {
        at += level + 2;
        return value.toString();
      }
      if (c == '\n' || c == '\r') {
        newline();
        value.append('\n');
      } else {
        value.append((char) c);
        at++;
      }
    }
  }

  private Token string(char quote) throws SyntaxException {
    int start = at;
    at++;
    StringBuilder value = new StringBuilder();
    while (peek(0) != quote) {
      int c = peek(0);
      if (c == EOF) {
        throw error("unfinished string", "<eof>");
      }
      if (c == '\n' || c == '\r') {
        throw error("unfinished string", quote + value.toString());
      }
      at++;
      if (c == '\\') {
        escape(quote, value);
      } else {
        value.append((char) c);
      }
    }
    at++;
    return new Token(Kind.STRING, source.substring(start, at), value.toString(), line);
  }

  private void escape(char quote, StringBuilder value) throws SyntaxException {
    int c = peek(0);
    int plain = "abfnrtv".indexOf(c);
    if (c == EOF) {
      return;
    }
    if (plain >= 0) {
      value.append("\u0007\b\f\n\r\t\u000b".charAt(plain));
      at++;
    } else if (c == '\n' || c == '\r') {
      value.append('\n');
      newline();
    } else if (isDigit(c)) {
      int code = 0;
      for (int i = 0; i < 3 && isDigit(peek(0)); i++) {
        code = code * 10 + peek(0) - '0';
        at++;
      }
      if (code > 255) {
        throw error("escape sequence too large", quote + value.toString());
      }
      value.append((char) code);
    } else {
      value.append((char) c);
      at++;
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(int c) {
    return c == '_' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }
}
