package io.slotwise.protocol;

/**
 * Redis's glob patterns over bytes: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]} and {@code
 * \x}. Case counts, no byte is special because of an encoding, and an unclosed bracket ends with
 * the pattern.
 *
 * <p>A failed attempt goes back to the last star only: what an earlier star could swallow more, the
 * last one can too. So a match takes at most pattern length times text length steps.
 */
public final class Glob {

  private Glob() {}

  /** Whether the pattern is a lone star, which every key matches, the empty one included. */
  public static boolean matchesAll(Bytes pattern) {
    return pattern.length() == 1 && pattern.at(0) == '*';
  }

  /**
   * Whether the whole text matches. As in Redis, the empty text matches the empty pattern only: see
   * {@link #matchesAll}.
   */
  public static boolean matches(Bytes pattern, Bytes text) {
    if (text.isEmpty()) {
      return pattern.isEmpty();
    }
    int p = 0;
    int t = 0;
    int afterStar = -1;
    int starText = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.at(p) == '*') {
        afterStar = ++p;
        starText = t;
        continue;
      }
      int next = p < pattern.length() ? matchOne(pattern, p, text.at(t)) : -1;
      if (next >= 0) {
        p = next;
        t++;
      } else if (afterStar >= 0) {
        p = afterStar;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.at(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on when its element at {@code p} matches the byte, or -1. */
  private static int matchOne(Bytes pattern, int p, byte b) {
    switch (pattern.at(p)) {
      case '?':
        return p + 1;
      case '[':
        return matchClass(pattern, p + 1, b);
      case '\\':
        int literal = p + 1 < pattern.length() ? p + 1 : p;
        return pattern.at(literal) == b ? literal + 1 : -1;
      default:
        return pattern.at(p) == b ? p + 1 : -1;
    }
  }

  private static int matchClass(Bytes pattern, int start, byte b) {
    int end = pattern.length();
    int p = start;
    boolean negated = p < end && pattern.at(p) == '^';
    if (negated) {
      p++;
    }
    boolean found = false;
    while (p < end && pattern.at(p) != ']') {
      byte first = pattern.at(p);
      if (first == '\\' && p + 1 < end) {
        found |= pattern.at(p + 1) == b;
        p += 2;
      } else if (p + 2 < end && pattern.at(p + 1) == '-') {
        // Bytes compare signed here, as C's char does on the platforms that Redis is built for.
        byte last = pattern.at(p + 2);
        found |= b >= Math.min(first, last) && b <= Math.max(first, last);
        p += 3;
      } else {
        found |= first == b;
        p++;
      }
    }
    return found == negated ? -1 : Math.min(p + 1, end);
  }
}
