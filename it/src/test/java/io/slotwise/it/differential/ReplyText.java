package io.slotwise.it.differential;

import io.slotwise.it.differential.Step.Rules;
import io.slotwise.it.harness.CliWords;
import io.slotwise.it.harness.RawReply;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A reply as lines of text, one per line of the protocol, with unprintable bytes escaped. Without
 * rules two replies have the same text exactly when they have the same bytes.
 */
final class ReplyText {

  private static final Pattern INTEGER_LINE = Pattern.compile(":(-?\\d+)");

  private ReplyText() {}

  /** The lines, after what the rules allow to differ has been made equal. */
  static List<String> of(RawReply reply, Rules rules) {
    return lines(reply, rules).toList();
  }

  private static Stream<String> lines(RawReply reply, Rules rules) {
    if (reply.isClosed()) {
      return Stream.of("(closed)");
    }
    String head = reply.type() + CliWords.escape(reply.head().latin1());
    if (reply.isAggregate()) {
      return Stream.concat(Stream.of(head), children(reply, rules));
    }
    if ("$=!".indexOf(reply.type()) >= 0 && !reply.isNull()) {
      String body = reply.body().latin1();
      String masked = mask(body, rules);
      return masked.equals(body)
          ? Stream.of(head, CliWords.escape(body))
          : Stream.of(reply.type() + "<masked>", CliWords.escape(masked));
    }
    return Stream.of(reply.type() + CliWords.escape(mask(reply.head().latin1(), rules)));
  }

  private static String mask(String text, Rules rules) {
    return rules.mask().map(regex -> text.replaceAll(regex, "<masked>")).orElse(text);
  }

  private static Stream<String> children(RawReply reply, Rules rules) {
    int group = reply.type() == '%' || rules.pairs() && reply.type() == '*' ? 2 : 1;
    List<RawReply> children = reply.children();
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < children.size(); i += group) {
      groups.add(
          children.subList(i, Math.min(children.size(), i + group)).stream()
              .flatMap(child -> lines(child, rules))
              .collect(Collectors.joining("\n")));
    }
    return (rules.unordered() ? groups.stream().sorted() : groups.stream()).flatMap(String::lines);
  }

  /** Whether two texts are equal but for times that differ by no more than the tolerance. */
  static boolean matches(List<String> expected, List<String> actual, long tolerance) {
    if (tolerance == 0 || expected.size() != actual.size()) {
      return expected.equals(actual);
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).equals(actual.get(i))
          && !areClose(expected.get(i), actual.get(i), tolerance)) {
        return false;
      }
    }
    return true;
  }

  private static boolean areClose(String expected, String actual, long tolerance) {
    Matcher one = INTEGER_LINE.matcher(expected);
    Matcher two = INTEGER_LINE.matcher(actual);
    if (!one.matches() || !two.matches()) {
      return false;
    }
    long first = Long.parseLong(one.group(1));
    long second = Long.parseLong(two.group(1));
    // -1 and -2 are answers of their own (no deadline, no key), not times.
    return first >= 0 && second >= 0 && Math.abs(first - second) <= tolerance;
  }
}
