package io.slotwise.ops.config;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The kinds of values that most parameters have, with Redis's texts for what they refuse. */
final class ParameterTypes {

  private static final int PERCENT_MAX = 100;

  private ParameterTypes() {}

  static ParameterType text() {
    return text -> text;
  }

  static ParameterType yesNo() {
    return text -> {
      String word = text.toLowerCase(Locale.ROOT);
      if (!word.equals("yes") && !word.equals("no")) {
        throw new RefusedValueException("argument must be 'yes' or 'no'");
      }
      return word;
    };
  }

  /** One of several words. */
  static ParameterType choice(String... words) {
    List<String> known = List.of(words);
    return text -> oneOf(known, text);
  }

  /** One or more of several words, separated by blanks. */
  static ParameterType choices(String... words) {
    List<String> known = List.of(words);
    return text -> {
      List<String> chosen = new ArrayList<>();
      for (String word : text.trim().split("\\s+")) {
        chosen.add(oneOf(known, word));
      }
      return String.join(" ", chosen);
    };
  }

  private static String oneOf(List<String> known, String text) throws RefusedValueException {
    String word = text.toLowerCase(Locale.ROOT);
    if (!known.contains(word)) {
      throw new RefusedValueException(
          "argument(s) must be one of the following: " + String.join(", ", known));
    }
    return word;
  }

  /** A whole number between two bounds, both included. */
  static ParameterType integer(long min, long max) {
    return text -> Long.toString(bounded(integerOf(text), min, max));
  }

  /** A whole number of at least 0 that is taken, and then brought into the range. */
  static ParameterType clampedInteger(long min, long max) {
    return text ->
        Long.toString(Math.max(min, Math.min(max, bounded(integerOf(text), 0, Integer.MAX_VALUE))));
  }

  private static long integerOf(String text) throws RefusedValueException {
    Bytes bytes = Bytes.of(text);
    if (!Numbers.isInteger(bytes)) {
      throw new RefusedValueException("argument couldn't be parsed into an integer");
    }
    return Numbers.integer(bytes);
  }

  private static long bounded(long value, long min, long max) throws RefusedValueException {
    if (value < min || value > max) {
      throw new RefusedValueException(
          "argument must be between " + min + " and " + max + " inclusive");
    }
    return value;
  }

  /** A size between two bounds in bytes: {@code 1024}, {@code 1kb}, {@code 1k}, {@code 64mb}. */
  static ParameterType memory(long min, long max) {
    return text -> {
      long bytes = memoryOf(text, "argument must be a memory value");
      return Long.toString(bounded(bytes, min, max));
    };
  }

  /** A size, or a share of {@code maxmemory} up to 100%. */
  static ParameterType memoryOrPercent() {
    return text -> {
      if (!text.endsWith("%")) {
        return Long.toString(memoryOf(text, "argument must be a memory or percent value"));
      }
      Bytes digits = Bytes.of(text.substring(0, text.length() - 1));
      if (!Numbers.isInteger(digits) || Numbers.integer(digits) < 0) {
        throw new RefusedValueException("argument must be a memory or percent value");
      }
      if (Numbers.integer(digits) > PERCENT_MAX) {
        throw new RefusedValueException(
            "percentage argument must be less or equal to " + PERCENT_MAX);
      }
      return Numbers.integer(digits) + "%";
    };
  }

  /**
   * A size as Redis reads it: {@code k m g} are powers of 1000, {@code kb mb gb} of 1024, in any
   * case. No text at all is 0, as in Redis.
   */
  private static long memoryOf(String text, String refusal) throws RefusedValueException {
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    String digits = text.substring(0, end);
    long unit =
        switch (text.substring(end).toLowerCase(Locale.ROOT)) {
          case "", "b" -> 1L;
          case "k" -> 1_000L;
          case "kb" -> 1L << 10;
          case "m" -> 1_000_000L;
          case "mb" -> 1L << 20;
          case "g" -> 1_000_000_000L;
          case "gb" -> 1L << 30;
          default -> throw new RefusedValueException(refusal);
        };
    try {
      return Math.multiplyExact(digits.isEmpty() ? 0 : Long.parseLong(digits), unit);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new RefusedValueException(refusal);
    }
  }
}
