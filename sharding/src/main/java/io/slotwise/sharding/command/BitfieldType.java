package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Numbers;
import io.slotwise.protocol.Reply;
import java.util.Locale;

/**
 * An integer type of BITFIELD: signed with 1 to 64 bits, or unsigned with 1 to 63, so that every
 * value fits a signed 64-bit integer.
 */
record BitfieldType(boolean signed, int width) {

  /** What happens to a number that its type cannot hold. */
  enum Overflow {
    /** The lowest bits stay. */
    WRAP,
    /** The nearest number that the type can hold. */
    SAT,
    /** Nothing is written. */
    FAIL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param refused whether FAIL forbids to write; then the value means nothing
   */
  record Result(long value, boolean refused) {}

  private static final Reply.Error BAD_TYPE =
      Errors.err(
          "Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but"
              + " i64 is.");

  /**
   * Reads {@code i16} or {@code u8}, in lower case only.
   *
   * @throws CommandError Invalid bitfield type
   */
  static BitfieldType parse(Bytes text) {
    boolean signed = !text.isEmpty() && text.at(0) == 'i';
    boolean unsigned = !text.isEmpty() && text.at(0) == 'u';
    if (signed || unsigned) {
      Bytes digits = text.slice(1, text.length());
      if (Numbers.isInteger(digits)) {
        long width = Numbers.integer(digits);
        if (width >= 1 && width <= (signed ? 64 : 63)) {
          return new BitfieldType(signed, (int) width);
        }
      }
    }
    throw new CommandError(BAD_TYPE);
  }

  private long max() {
    return signed ? (1L << width - 1) - 1 : (1L << width) - 1;
  }

  private long min() {
    return signed ? -(1L << width - 1) : 0;
  }

  /** The number at a bit offset; what lies behind the array is zero. */
  long read(byte[] data, long offset) {
    long bits = Bits.unsigned(data, offset, width);
    return signed ? signExtended(bits) : bits;
  }

  private long signExtended(long bits) {
    return bits << (64 - width) >> (64 - width);
  }

  /** The sum of a number and an increment as this type holds it. */
  Result sum(long value, long increment, Overflow overflow) {
    boolean above = signed ? isAbove(value, increment) : isAboveUnsigned(value, increment);
    boolean below = signed ? isBelow(value, increment) : increment < 0 && value + increment < 0;
    if (!above && !below) {
      return new Result(value + increment, false);
    }
    return switch (overflow) {
      case WRAP -> new Result(wrapped(value + increment), false);
      case SAT -> new Result(above ? max() : min(), false);
      case FAIL -> new Result(0, true);
    };
  }

  /**
   * The room above wraps around for numbers near the least of all longs, as it does in Redis: given
   * to a narrower type with SAT, they become its largest number.
   */
  private boolean isAbove(long value, long increment) {
    long room = max() - value;
    boolean exceeds = increment > room && (width != 64 || value >= 0 && increment > 0);
    return value > max() || exceeds;
  }

  private boolean isBelow(long value, long increment) {
    long room = min() - value;
    boolean exceeds = increment < room && (width != 64 || value < 0 && increment < 0);
    return value < min() || exceeds;
  }

  /** A negative number given to an unsigned type counts as a huge one. */
  private boolean isAboveUnsigned(long value, long increment) {
    return value < 0 || value > max() || increment > 0 && increment > max() - value;
  }

  private long wrapped(long sum) {
    return signed ? signExtended(sum) : sum & max();
  }
}
