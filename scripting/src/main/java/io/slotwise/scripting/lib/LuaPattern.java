package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;

/**
 * Lua's patterns. Every step counts as a step of the script, so that a search that does not end can
 * be interrupted, and one search has a bound of its own.
 */
final class LuaPattern {

  static final int NO_MATCH = -1;

  private static final int CAPTURES_MAX = 32;
  private static final int DEPTH_MAX = 3000;
  private static final int STEPS_PER_REPORT = 1024;
  private static final int UNFINISHED = -1;
  private static final int POSITION = -2;
  private static final char ESCAPE = '%';

  private final Frame frame;
  private final byte[] text;
  private final byte[] pattern;
  private final int patternEnd;
  private final int[] captureStart = new int[CAPTURES_MAX];
  private final int[] captureLength = new int[CAPTURES_MAX];
  private int level;
  private int depth;
  private int steps;
  private long stepsLeft;

  LuaPattern(Frame frame, LuaString text, LuaString pattern) {
    this.frame = frame;
    this.text = text.array();
    this.pattern = pattern.array();
    int end = 0;
    while (end < this.pattern.length && this.pattern[end] != 0) {
      end++;
    }
    // Lua 5.1 takes a NUL for the end of a pattern.
    this.patternEnd = end;
    this.stepsLeft = frame.state().limits().patternStepsMax();
  }

  /** Where a match from a place of the text ends, or {@link #NO_MATCH}. */
  int match(int from, int patternFrom) {
    level = 0;
    depth = 0;
    return doMatch(from, patternFrom);
  }

  private void step() {
    if (++steps == STEPS_PER_REPORT) {
      steps = 0;
      stepsLeft -= STEPS_PER_REPORT;
      if (stepsLeft < 0) {
        throw frame.error("pattern too complex");
      }
      frame.state().spend(STEPS_PER_REPORT);
    }
  }

  private int at(int p) {
    return p < patternEnd ? pattern[p] & 0xff : 0;
  }

  private int textAt(int s) {
    return s < text.length ? text[s] & 0xff : 0;
  }

  private int doMatch(int from, int patternFrom) {
    if (++depth > DEPTH_MAX) {
      throw frame.error("pattern too complex");
    }
    int result = walk(from, patternFrom);
    depth--;
    return result;
  }

  /** Goes along text and pattern; whatever has a choice tries the rest for each. */
  private int walk(int from, int patternFrom) {
    int s = from;
    int p = patternFrom;
    while (true) {
      step();
      if (p >= patternEnd) {
        return s;
      }
      int c = at(p);
      if (c == '(') {
        boolean position = at(p + 1) == ')';
        return startCapture(s, position ? p + 2 : p + 1, position ? POSITION : UNFINISHED);
      }
      if (c == ')') {
        return endCapture(s, p + 1);
      }
      if (c == '$' && p + 1 >= patternEnd) {
        return s == text.length ? s : NO_MATCH;
      }
      if (c == ESCAPE && (at(p + 1) == 'b' || at(p + 1) == 'f' || isDigit(at(p + 1)))) {
        s = special(s, p);
        if (s == NO_MATCH) {
          return NO_MATCH;
        }
        p = at(p + 1) == 'b' ? p + 4 : at(p + 1) == 'f' ? classEnd(p + 2) : p + 2;
        continue;
      }
      int end = classEnd(p);
      boolean matches = s < text.length && single(textAt(s), p, end);
      switch (at(end)) {
        case '?' -> {
          int rest = matches ? doMatch(s + 1, end + 1) : NO_MATCH;
          if (rest != NO_MATCH) {
            return rest;
          }
          p = end + 1;
        }
        case '*' -> {
          return maxExpand(s, p, end);
        }
        case '+' -> {
          return matches ? maxExpand(s + 1, p, end) : NO_MATCH;
        }
        case '-' -> {
          return minExpand(s, p, end);
        }
        default -> {
          if (!matches) {
            return NO_MATCH;
          }
          s++;
          p = end;
        }
      }
    }
  }

  /** {@code %b}, {@code %f} and back references: where the text goes on. */
  private int special(int s, int p) {
    int kind = at(p + 1);
    if (kind == 'b') {
      return balance(s, p + 2);
    }
    if (kind == 'f') {
      int set = p + 2;
      if (at(set) != '[') {
        throw frame.error("missing '[' after '%f' in pattern");
      }
      int end = classEnd(set);
      int previous = s == 0 ? 0 : textAt(s - 1);
      return bracketClass(previous, set, end - 1) || !bracketClass(textAt(s), set, end - 1)
          ? NO_MATCH
          : s;
    }
    return backReference(s, kind);
  }

  private int balance(int s, int p) {
    if (p >= patternEnd || p + 1 >= patternEnd) {
      throw frame.error("unbalanced pattern");
    }
    if (s >= text.length || textAt(s) != at(p)) {
      return NO_MATCH;
    }
    int open = at(p);
    int close = at(p + 1);
    int nesting = 1;
    for (int i = s + 1; i < text.length; i++) {
      step();
      int c = textAt(i);
      if (c == close) {
        if (--nesting == 0) {
          return i + 1;
        }
      } else if (c == open) {
        nesting++;
      }
    }
    return NO_MATCH;
  }

  private int backReference(int s, int digit) {
    int index = digit - '1';
    if (index < 0 || index >= level || captureLength[index] == UNFINISHED) {
      throw frame.error("invalid capture index");
    }
    int length = captureLength[index];
    if (length < 0 || text.length - s < length) {
      return NO_MATCH;
    }
    int start = captureStart[index];
    return java.util.Arrays.equals(text, start, start + length, text, s, s + length)
        ? s + length
        : NO_MATCH;
  }

  private int maxExpand(int s, int p, int end) {
    int count = 0;
    while (s + count < text.length && single(textAt(s + count), p, end)) {
      count++;
      step();
    }
    while (count >= 0) {
      int result = doMatch(s + count, end + 1);
      if (result != NO_MATCH) {
        return result;
      }
      count--;
    }
    return NO_MATCH;
  }

  private int minExpand(int from, int p, int end) {
    int s = from;
    while (true) {
      int result = doMatch(s, end + 1);
      if (result != NO_MATCH) {
        return result;
      }
      if (s < text.length && single(textAt(s), p, end)) {
        s++;
      } else {
        return NO_MATCH;
      }
    }
  }

  private int startCapture(int s, int p, int what) {
    if (level >= CAPTURES_MAX) {
      throw frame.error("too many captures");
    }
    captureStart[level] = s;
    captureLength[level] = what;
    level++;
    int result = doMatch(s, p);
    if (result == NO_MATCH) {
      level--;
    }
    return result;
  }

  private int endCapture(int s, int p) {
    int open = level - 1;
    while (open >= 0 && captureLength[open] != UNFINISHED) {
      open--;
    }
    if (open < 0) {
      throw frame.error("invalid pattern capture");
    }
    captureLength[open] = s - captureStart[open];
    int result = doMatch(s, p);
    if (result == NO_MATCH) {
      captureLength[open] = UNFINISHED;
    }
    return result;
  }

  private int classEnd(int p) {
    int at = p;
    int c = at(at++);
    if (c == ESCAPE) {
      if (at >= patternEnd) {
        throw frame.error("malformed pattern (ends with '%')");
      }
      return at + 1;
    }
    if (c == '[') {
      if (at(at) == '^') {
        at++;
      }
      do {
        if (at >= patternEnd) {
          throw frame.error("malformed pattern (missing ']')");
        }
        if (at(at++) == ESCAPE && at < patternEnd) {
          at++;
        }
      } while (at(at) != ']' || at >= patternEnd);
      return at + 1;
    }
    return at;
  }

  private boolean single(int c, int p, int end) {
    return switch (at(p)) {
      case '.' -> true;
      case ESCAPE -> isOfClass(c, at(p + 1));
      case '[' -> bracketClass(c, p, end - 1);
      default -> at(p) == c;
    };
  }

  private boolean bracketClass(int c, int p, int closing) {
    int at = p + 1;
    boolean found = true;
    if (at(at) == '^') {
      found = false;
      at++;
    }
    for (; at < closing; at++) {
      if (at(at) == ESCAPE) {
        at++;
        if (isOfClass(c, at(at))) {
          return found;
        }
      } else if (at(at + 1) == '-' && at + 2 < closing) {
        if (at(at) <= c && c <= at(at + 2)) {
          return found;
        }
        at += 2;
      } else if (at(at) == c) {
        return found;
      }
    }
    return !found;
  }

  private static boolean isOfClass(int c, int name) {
    boolean is =
        switch (name | 0x20) {
          case 'a' -> isLetter(c);
          case 'c' -> c < 0x20 || c == 0x7f;
          case 'd' -> isDigit(c);
          case 'l' -> c >= 'a' && c <= 'z';
          case 'p' -> c > ' ' && c < 0x7f && !isLetter(c) && !isDigit(c);
          case 's' -> c == ' ' || c >= '\t' && c <= '\r';
          case 'u' -> c >= 'A' && c <= 'Z';
          case 'w' -> isLetter(c) || isDigit(c);
          case 'x' -> isDigit(c) || (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
          case 'z' -> c == 0;
          default -> false;
        };
    if (!isLetter(name) || "acdlpsuwxz".indexOf(name | 0x20) < 0) {
      return name == c;
    }
    return (name & 0x20) != 0 ? is : !is;
  }

  private static boolean isLetter(int c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** All captures, or the whole match where there are none. */
  Object[] captures(int from, int to) {
    Object[] result = new Object[level == 0 ? 1 : level];
    for (int i = 0; i < result.length; i++) {
      result[i] = capture(i, from, to);
    }
    return result;
  }

  /** Only what the pattern captures, without the whole match. */
  Object[] explicitCaptures() {
    return level == 0 ? new Object[0] : captures(0, 0);
  }

  Object capture(int index, int from, int to) {
    LuaState state = frame.state();
    if (index >= level) {
      if (index != 0) {
        throw frame.error("invalid capture index");
      }
      return state.newString(java.util.Arrays.copyOfRange(text, from, to));
    }
    int length = captureLength[index];
    int start = captureStart[index];
    if (length == POSITION) {
      return start + 1.0;
    }
    if (length == UNFINISHED) {
      throw frame.error("unfinished capture");
    }
    return state.newString(java.util.Arrays.copyOfRange(text, start, start + length));
  }
}
