package io.slotwise.it.harness;

import io.slotwise.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A command line as redis-cli reads it: words split at blanks, {@code "..."} with {@code \n \r \t
 * \b \a \\ \" \xNN}, {@code '...'} with {@code \'}.
 */
public final class CliWords {

  private final String line;
  private int at;

  private CliWords(String line) {
    this.line = line;
  }

  /** The words of a line. Throws IllegalArgumentException where redis-cli says "Invalid args". */
  public static List<Bytes> split(String line) {
    return new CliWords(line).words();
  }

  /** The line that redis-cli reads as these words. */
  public static String join(List<Bytes> words) {
    return words.stream().map(CliWords::quote).collect(Collectors.joining(" "));
  }

  /** One word, quoted when it has to be. */
  public static String quote(Bytes word) {
    String text = word.latin1();
    boolean plain =
        !text.isEmpty()
            && text.chars().allMatch(c -> c > ' ' && c < 127 && "\"'\\#".indexOf(c) < 0);
    return plain ? text : '"' + escape(text) + '"';
  }

  /** One char a byte in, printable ASCII out; quotes and backslashes are escaped. */
  public static String escape(String latin1) {
    StringBuilder out = new StringBuilder(latin1.length() + 8);
    for (int i = 0; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c >= ' ' && c < 127) {
            out.append(c);
          } else {
            out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
          }
        }
      }
    }
    return out.toString();
  }

  private List<Bytes> words() {
    List<Bytes> words = new ArrayList<>();
    while (true) {
      while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      if (at == line.length()) {
        return words;
      }
      words.add(word());
    }
  }

  private Bytes word() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
      char c = line.charAt(at++);
      if (c == '"') {
        doubleQuoted(out);
        return endOfQuoted(out);
      } else if (c == '\'') {
        singleQuoted(out);
        return endOfQuoted(out);
      } else {
        out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return Bytes.wrap(out.toByteArray());
  }

  private Bytes endOfQuoted(ByteArrayOutputStream out) {
    if (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
      throw invalid("text behind a closing quote");
    }
    return Bytes.wrap(out.toByteArray());
  }

  private void doubleQuoted(ByteArrayOutputStream out) {
    while (true) {
      char c = next();
      if (c == '"') {
        return;
      }
      if (c != '\\') {
        out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      char escaped = next();
      switch (escaped) {
        case 'n' -> out.write('\n');
        case 'r' -> out.write('\r');
        case 't' -> out.write('\t');
        case 'b' -> out.write('\b');
        case 'a' -> out.write(7);
        case 'x' -> out.write(Character.digit(next(), 16) << 4 | Character.digit(next(), 16));
        default -> out.writeBytes(String.valueOf(escaped).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void singleQuoted(ByteArrayOutputStream out) {
    while (true) {
      char c = next();
      if (c == '\'') {
        return;
      }
      if (c == '\\' && at < line.length() && line.charAt(at) == '\'') {
        at++;
        out.write('\'');
      } else {
        out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private char next() {
    if (at == line.length()) {
      throw invalid("unbalanced quotes");
    }
    return line.charAt(at++);
  }

  private IllegalArgumentException invalid(String why) {
    return new IllegalArgumentException(why + ": " + line);
  }
}
