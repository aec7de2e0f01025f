package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Glob;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.KeyFilter;
import java.util.List;

/**
 * What stands behind the cursor of SCAN, HSCAN, SSCAN and ZSCAN.
 *
 * @param pattern null for everything
 * @param type the name as given, in any case and of any meaning; null for every type
 * @param countHint 1 or more
 * @param omitsValues NOVALUES: the fields of a hash alone
 */
record ScanOptions(Bytes pattern, Bytes type, int countHint, boolean omitsValues) {

  /** An option that not every command has. */
  private enum Own {
    NONE,
    TYPE,
    NOVALUES
  }

  private static final int COUNT_DEFAULT = 10;

  private static final Reply.Error BAD_CURSOR = Errors.err("invalid cursor");

  /** Of {@code SCAN cursor ...}. */
  static ScanOptions ofKeys(Args args) {
    return parse(args, 2, Own.TYPE);
  }

  /** Of {@code HSCAN key cursor ...}. */
  static ScanOptions ofFields(Args args) {
    return parse(args, 3, Own.NOVALUES);
  }

  /** Of {@code SSCAN key cursor ...} and ZSCAN. */
  static ScanOptions ofElements(Args args) {
    return parse(args, 3, Own.NONE);
  }

  /**
   * @throws CommandError in the order of the words: count not an integer; syntax, also for a count
   *     below 1
   */
  private static ScanOptions parse(Args args, int first, Own own) {
    Bytes pattern = null;
    Bytes type = null;
    boolean omitsValues = false;
    long count = COUNT_DEFAULT;
    for (int i = first; i < args.count(); i += 2) {
      boolean valueFollows = i + 1 < args.count();
      if (args.is(i, "count") && valueFollows) {
        count = args.integer(i + 1);
        if (count < 1) {
          throw new CommandError(Errors.syntax());
        }
      } else if (args.is(i, "match") && valueFollows) {
        pattern = Glob.matchesAll(args.get(i + 1)) ? null : args.get(i + 1);
      } else if (own == Own.TYPE && args.is(i, "type") && valueFollows) {
        type = args.get(i + 1);
      } else if (own == Own.NOVALUES && args.is(i, "novalues")) {
        omitsValues = true;
        i--;
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    return new ScanOptions(pattern, type, (int) Math.min(count, Integer.MAX_VALUE), omitsValues);
  }

  /**
   * What C's {@code strtoul} makes of a cursor: an empty word is 0, a minus counts down from 2^64.
   *
   * @throws CommandError invalid cursor
   */
  static long cursor(Bytes text) {
    if (text.isEmpty()) {
      return 0;
    }
    boolean negative = text.at(0) == '-';
    boolean signed = negative || text.at(0) == '+';
    String digits = text.latin1().substring(signed ? 1 : 0);
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new CommandError(BAD_CURSOR);
    }
    try {
      long value = Long.parseUnsignedLong(digits);
      return negative ? -value : value;
    } catch (NumberFormatException e) {
      throw new CommandError(BAD_CURSOR);
    }
  }

  /** Where to go on, and what this step found. */
  static Reply reply(long cursor, List<Reply> found) {
    return Replies.array(Replies.bulk(Long.toUnsignedString(cursor)), new Reply.Array(found));
  }

  /** Whether the name of a key, a field or a member passes the pattern. */
  boolean accepts(Bytes name) {
    return pattern == null || Glob.matches(pattern, name);
  }

  /** What SCAN is to return. */
  KeyFilter filter() {
    return new KeyFilter(pattern, type);
  }
}
