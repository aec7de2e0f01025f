package io.slotwise.sharding.command;

import io.slotwise.protocol.CommandError;
import java.util.Arrays;

/**
 * The registers of a HyperLogLog as runs, in the bytes behind its header:
 *
 * <pre>
 * 00xxxxxx            xxxxxx + 1 registers are zero
 * 01xxxxxx yyyyyyyy   xxxxxxyyyyyyyy + 1 registers are zero
 * 1vvvvvxx            xx + 1 registers have the value vvvvv + 1
 * </pre>
 *
 * Mutable, for one command. Which runs are split and joined, and when this form is given up for the
 * dense one, is Redis's choice step by step: clients see the bytes.
 */
final class HyperLogLogSparse {

  private static final int VALUE_MAX = 32;
  private static final int VALUE_RUN_MAX = 4;
  private static final int SHORT_ZEROS_MAX = 64;

  private static final int FIRST = HyperLogLog.HEADER_BYTES;

  /** Runs from the one before a change on that are looked at for neighbours to join. */
  private static final int JOIN_LOOK = 5;

  /** A run may be split into three, of which two may take two bytes. */
  private static final int SPLIT_BYTES_MAX = 5;

  /** What became of {@link #raise}. */
  enum Raised {
    UNCHANGED,
    CHANGED,
    TOO_LARGE
  }

  private final long bytesMax;
  private byte[] bytes;
  private int length;

  /**
   * @param bytesMax what would grow beyond becomes dense
   */
  HyperLogLogSparse(byte[] bytes, long bytesMax) {
    this.bytesMax = bytesMax;
    this.bytes = bytes;
    this.length = bytes.length;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  private boolean isValue(int at) {
    return (bytes[at] & 0x80) != 0;
  }

  private boolean isLongZeros(int at) {
    return (bytes[at] & 0xc0) == 0x40;
  }

  private int opcodeBytes(int at) {
    return isLongZeros(at) ? 2 : 1;
  }

  private int value(int at) {
    return isValue(at) ? (bytes[at] >> 2 & 0x1f) + 1 : 0;
  }

  private int run(int at) {
    if (isValue(at)) {
      return (bytes[at] & 3) + 1;
    }
    int high = bytes[at] & 0x3f;
    if (!isLongZeros(at)) {
      return high + 1;
    }
    int low = at + 1 < length ? bytes[at + 1] & 0xff : 0;
    return (high << 8 | low) + 1;
  }

  /** Receives runs of registers in order. */
  interface Runs {
    void add(int firstRegister, int count, int value);
  }

  /**
   * @throws CommandError when the runs are not those of all registers
   */
  void forEachRun(Runs runs) {
    int register = 0;
    for (int at = FIRST; at < length; at += opcodeBytes(at)) {
      int run = run(at);
      if (register + run > HyperLogLog.REGISTERS) {
        throw new CommandError(HyperLogLog.CORRUPTED);
      }
      runs.add(register, run, value(at));
      register += run;
    }
    if (register != HyperLogLog.REGISTERS) {
      throw new CommandError(HyperLogLog.CORRUPTED);
    }
  }

  /** The runs as PFDEBUG DECODE shows them. */
  String decoded() {
    StringBuilder text = new StringBuilder();
    for (int at = FIRST; at < length; at += opcodeBytes(at)) {
      text.append(text.isEmpty() ? "" : " ");
      if (isValue(at)) {
        text.append("v:").append(value(at)).append(',').append(run(at));
      } else {
        text.append(isLongZeros(at) ? "Z:" : "z:").append(run(at));
      }
    }
    return text.toString();
  }

  /**
   * Gives a register a value unless it has a greater one.
   *
   * @throws CommandError when there is no run of the register
   */
  Raised raise(int register, int value) {
    if (value > VALUE_MAX) {
      return Raised.TOO_LARGE;
    }
    int before = -1;
    int at = FIRST;
    int first = 0;
    while (at < length && register >= first + run(at)) {
      first += run(at);
      before = at;
      at += opcodeBytes(at);
    }
    if (at >= length) {
      throw new CommandError(HyperLogLog.CORRUPTED);
    }
    if (value(at) >= value) {
      return Raised.UNCHANGED;
    }
    if (run(at) == 1 && !isLongZeros(at)) {
      bytes[at] = valueOpcode(value, 1);
    } else if (!split(at, first, register, value)) {
      return Raised.TOO_LARGE;
    }
    joinFrom(before < 0 ? FIRST : before);
    return Raised.CHANGED;
  }

  /** Puts runs before, at and behind the register in place of one; false if that is too much. */
  private boolean split(int at, int first, int register, int value) {
    byte[] runs = new byte[SPLIT_BYTES_MAX];
    int behind = first + run(at) - 1 - register;
    int end = putRun(runs, 0, value(at), register - first);
    runs[end] = valueOpcode(value, 1);
    end = putRun(runs, end + 1, value(at), behind);
    int next = Math.min(length, at + opcodeBytes(at));
    int grown = end - (next - at);
    if (grown > 0 && length + grown > bytesMax) {
      return false;
    }
    if (length + grown > bytes.length) {
      bytes = Arrays.copyOf(bytes, length + grown + 64);
    }
    System.arraycopy(bytes, next, bytes, next + grown, length - next);
    System.arraycopy(runs, 0, bytes, at, end);
    length += grown;
    return true;
  }

  private static int putRun(byte[] target, int offset, int value, int run) {
    if (run == 0) {
      return offset;
    }
    if (value > 0) {
      target[offset] = valueOpcode(value, run);
    } else if (run <= SHORT_ZEROS_MAX) {
      target[offset] = (byte) (run - 1);
    } else {
      target[offset] = (byte) (run - 1 >> 8 | 0x40);
      target[offset + 1] = (byte) (run - 1);
      return offset + 2;
    }
    return offset + 1;
  }

  private static byte valueOpcode(int value, int run) {
    return (byte) (0x80 | value - 1 << 2 | run - 1);
  }

  private void joinFrom(int from) {
    int at = from;
    for (int looks = JOIN_LOOK; at < length && looks > 0; looks--) {
      boolean joins =
          at + 1 < length
              && isValue(at)
              && isValue(at + 1)
              && value(at) == value(at + 1)
              && run(at) + run(at + 1) <= VALUE_RUN_MAX;
      if (joins) {
        bytes[at + 1] = valueOpcode(value(at), run(at) + run(at + 1));
        System.arraycopy(bytes, at + 1, bytes, at, length - at - 1);
        length--;
      } else {
        at += opcodeBytes(at);
      }
    }
  }
}
