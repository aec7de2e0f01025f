package io.slotwise.ops.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Parameters whose value has a grammar of its own. */
final class StructuredTypes {

  /** Redis's order of letters in what CONFIG GET shows. */
  private static final String KEY_EVENT_CLASSES = "g$lshzxetd";

  /** Letters that {@code A} does not stand for. */
  private static final String KEY_EVENT_EXTRAS = "KEm";

  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9.-]*");
  private static final int HOST_NAME_CHARS_MAX = 255;
  private static final int OOM_SCORE_MAX = 2000;

  private StructuredTypes() {}

  /** {@code notify-keyspace-events}: letters of event classes, {@code A} for most of them. */
  static ParameterType keyspaceEvents() {
    return new ParameterType() {
      @Override
      public String canonical(String text) throws RefusedValueException {
        return eventClasses(text);
      }

      /** Redis shows n among the classes, so behind an A it is not to be seen. */
      @Override
      public String shown(String canonical) {
        return canonical.startsWith("A") ? canonical.replace("n", "") : canonical;
      }
    };
  }

  private static String eventClasses(String text) throws RefusedValueException {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter != 'A'
          && letter != 'n'
          && KEY_EVENT_CLASSES.indexOf(letter) < 0
          && KEY_EVENT_EXTRAS.indexOf(letter) < 0) {
        throw new RefusedValueException("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
      }
    }
    boolean all =
        text.indexOf('A') >= 0 || KEY_EVENT_CLASSES.chars().allMatch(c -> text.indexOf(c) >= 0);
    StringBuilder canonical = new StringBuilder(all ? "A" : "");
    for (int i = 0; !all && i < KEY_EVENT_CLASSES.length(); i++) {
      appendIfIn(canonical, KEY_EVENT_CLASSES.charAt(i), text);
    }
    appendIfIn(canonical, 'n', text);
    for (int i = 0; i < KEY_EVENT_EXTRAS.length(); i++) {
      appendIfIn(canonical, KEY_EVENT_EXTRAS.charAt(i), text);
    }
    return canonical.toString();
  }

  private static void appendIfIn(StringBuilder shown, char letter, String text) {
    if (text.indexOf(letter) >= 0) {
      shown.append(letter);
    }
  }

  /** {@code save}: pairs of seconds and changes, or nothing. */
  static ParameterType savePoints() {
    return text -> {
      if (text.isEmpty()) {
        return "";
      }
      String[] words = text.split(" ", -1);
      boolean valid = words.length % 2 == 0;
      for (int i = 0; valid && i < words.length; i++) {
        valid = isWithin(words[i], i % 2 == 0 ? 1 : 0);
      }
      if (!valid) {
        throw new RefusedValueException("Invalid save parameters");
      }
      return String.join(" ", words);
    };
  }

  private static boolean isWithin(String word, long min) {
    try {
      ParameterTypes.integer(min, Integer.MAX_VALUE).canonical(word);
      return true;
    } catch (RefusedValueException e) {
      return false;
    }
  }

  /** {@code client-output-buffer-limit}: classes that are not named stay as they are. */
  static ParameterType outputBufferLimits() {
    return new ParameterType() {
      @Override
      public String canonical(String text) throws RefusedValueException {
        return OutputBufferLimits.DEFAULT.with(text).toString();
      }

      @Override
      public String canonical(String text, String current) throws RefusedValueException {
        return OutputBufferLimits.DEFAULT.with(current).with(text).toString();
      }
    };
  }

  /** {@code latency-tracking-info-percentiles}: numbers from 0 to 100, or nothing. */
  static ParameterType percentiles() {
    return text -> {
      List<String> shown = new ArrayList<>();
      for (String word : text.trim().isEmpty() ? new String[0] : text.trim().split("\\s+")) {
        BigDecimal percent = decimal(word);
        if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
          throw new RefusedValueException(
              "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
        }
        shown.add(percent.signum() == 0 ? "0" : percent.stripTrailingZeros().toPlainString());
      }
      return String.join(" ", shown);
    };
  }

  private static BigDecimal decimal(String word) throws RefusedValueException {
    try {
      return new BigDecimal(word);
    } catch (NumberFormatException e) {
      throw new RefusedValueException("Invalid latency-tracking-info-percentiles parameters");
    }
  }

  /** {@code oom-score-adj-values}: three numbers that do not fall. */
  static ParameterType oomScores() {
    return text -> {
      String[] words = text.trim().split("\\s+");
      if (words.length != 3) {
        throw new RefusedValueException("wrong number of arguments");
      }
      for (String word : words) {
        try {
          ParameterTypes.integer(-OOM_SCORE_MAX, OOM_SCORE_MAX).canonical(word);
        } catch (RefusedValueException e) {
          throw new RefusedValueException(
              "Invalid oom-score-adj-values, elements must be between -2000 and 2000.");
        }
      }
      return String.join(" ", words);
    };
  }

  /** A host name, or nothing. */
  static ParameterType hostName() {
    return text -> {
      if (text.length() > HOST_NAME_CHARS_MAX) {
        throw new RefusedValueException("Hostnames must be less than 256 characters");
      }
      if (!HOST_NAME.matcher(text).matches()) {
        throw new RefusedValueException(
            "Hostnames may only contain alphanumeric characters, hyphens or dots");
      }
      return text;
    };
  }

  /** Never takes a value: what the node cannot do is refused with the reason. */
  static ParameterType only(String value, String reason) {
    return text -> {
      if (!text.equalsIgnoreCase(value)) {
        throw new RefusedValueException(reason);
      }
      return value;
    };
  }
}
