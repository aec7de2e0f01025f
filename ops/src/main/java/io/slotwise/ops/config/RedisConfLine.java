package io.slotwise.ops.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of redis.conf cut into words: separated by blanks, quoted with {@code "} (escapes {@code
 * \n \r \t \b \a \xHH}) or {@code '}.
 */
final class RedisConfLine {

  private static final char DEL = 127;

  private final String line;
  private int at;

  private RedisConfLine(String line) {
    this.line = line;
  }

  /** The words, or null when a quote is not closed or something stands right behind one. */
  static List<String> words(String line) {
    RedisConfLine reader = new RedisConfLine(line);
    List<String> words = new ArrayList<>();
    while (reader.skipBlanks()) {
      String word = reader.word();
      if (word == null) {
        return null;
      }
      words.add(word);
    }
    return words;
  }

  /** A word in quotes where it needs them, so that {@link #words} gives it back. */
  static String quoted(String word) {
    boolean plain = !word.isEmpty() && word.chars().allMatch(c -> c > ' ' && c != DEL && c != '"');
    if (plain && word.indexOf('\'') < 0 && word.indexOf('\\') < 0) {
      return word;
    }
    StringBuilder text = new StringBuilder("\"");
    for (char c : word.toCharArray()) {
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c >= ' ' && c != DEL) {
        text.append(c);
      } else {
        text.append("\\x")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      }
    }
    return text.append('"').toString();
  }

  private boolean skipBlanks() {
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return at < line.length();
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
      char c = line.charAt(at++);
      if (c != '"' && c != '\'') {
        word.append(c);
      } else if (!quotedPart(c, word)) {
        return null;
      }
    }
    return word.toString();
  }

  /** Reads to the closing quote; false when it is missing or a blank does not follow it. */
  private boolean quotedPart(char quote, StringBuilder word) {
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == quote) {
        return at == line.length() || Character.isWhitespace(line.charAt(at));
      }
      if (c == '\\' && at < line.length()) {
        escape(quote, word);
      } else {
        word.append(c);
      }
    }
    return false;
  }

  private void escape(char quote, StringBuilder word) {
    char c = line.charAt(at++);
    if (quote == '\'') {
      word.append(c == '\'' ? "'" : "\\" + c);
    } else if (c == 'x' && isHex(at) && isHex(at + 1)) {
      word.append((char) Integer.parseInt(line.substring(at, at + 2), 16));
      at += 2;
    } else {
      word.append(
          switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> (char) 7;
            default -> c;
          });
    }
  }

  private boolean isHex(int index) {
    return index < line.length() && Character.digit(line.charAt(index), 16) >= 0;
  }
}
