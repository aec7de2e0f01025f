package io.slotwise.protocol.resp;

import io.slotwise.protocol.Args;
import java.util.Arrays;

/**
 * A request typed as a line: words between blanks; {@code "..."} with C-like escapes, {@code '...'}
 * with {@code \'} as the only one. A quote may open inside a word but must close at its end.
 */
final class InlineRequest {

  private final byte[] line;
  private final int end;
  private int at;

  /** Words lose their quotes and escapes, so they never need more than the line has. */
  private final byte[] words;

  private int length;
  private int[] bounds = new int[8];
  private int filled;

  private InlineRequest(byte[] line, int from, int end) {
    this.line = line;
    this.at = from;
    this.end = end;
    this.words = new byte[end - from];
  }

  /** The words of the line; none when it is blank; null when a quote is not closed as it should. */
  static Args split(byte[] line, int from, int end) {
    InlineRequest request = new InlineRequest(line, from, end);
    while (request.skipBlanks()) {
      if (!request.word()) {
        return null;
      }
    }
    return new Args(request.words, Arrays.copyOf(request.bounds, request.filled));
  }

  private boolean skipBlanks() {
    while (at < end && isBlank(line[at])) {
      at++;
    }
    return at < end;
  }

  private boolean word() {
    int begin = length;
    boolean balanced = true;
    boolean open = true;
    while (open && balanced && at < end) {
      byte b = line[at++];
      switch (b) {
        case ' ', '\n', '\r', '\t' -> open = false;
        case '"' -> {
          balanced = doubleQuoted();
          open = false;
        }
        case '\'' -> {
          balanced = singleQuoted();
          open = false;
        }
        default -> words[length++] = b;
      }
    }
    if (filled == bounds.length) {
      bounds = Arrays.copyOf(bounds, filled * 2);
    }
    bounds[filled++] = begin;
    bounds[filled++] = length;
    return balanced;
  }

  private boolean doubleQuoted() {
    while (at < end) {
      byte b = line[at++];
      if (b == '"') {
        return atWordsEnd();
      }
      if (b == '\\' && at < end) {
        escaped();
      } else {
        words[length++] = b;
      }
    }
    return false;
  }

  private void escaped() {
    byte b = line[at++];
    if (b == 'x' && end - at >= 2 && hex(line[at]) >= 0 && hex(line[at + 1]) >= 0) {
      words[length++] = (byte) (hex(line[at]) << 4 | hex(line[at + 1]));
      at += 2;
      return;
    }
    words[length++] =
        switch (b) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'b' -> '\b';
          case 'a' -> 7;
          default -> b;
        };
  }

  private boolean singleQuoted() {
    while (at < end) {
      byte b = line[at++];
      if (b == '\'') {
        return atWordsEnd();
      }
      if (b == '\\' && at < end && line[at] == '\'') {
        at++;
        words[length++] = '\'';
      } else {
        words[length++] = b;
      }
    }
    return false;
  }

  private boolean atWordsEnd() {
    return at == end || isBlank(line[at]);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  private static int hex(byte b) {
    return Character.digit(b, 16);
  }
}
