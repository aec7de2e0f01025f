package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaNumbers;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.Operations;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code struct}: numbers and strings to bytes and back, by a format like that of C's structures.
 */
public final class StructLibrary {

  private static final int INTEGER_BYTES_MAX = 32;
  private static final int NATIVE_ALIGNMENT = 8;
  private static final double TWO_63 = 0x1p63;

  private final Frame frame;
  private final LuaString format;
  private int at;
  private boolean bigEndian;
  private int alignment = 1;

  private StructLibrary(Frame frame) {
    this.frame = frame;
    this.format = LuaString.of(frame.checkString(1).upToNul());
  }

  public static LuaTable create() {
    return new Library()
        .add("pack", f -> new StructLibrary(f).pack())
        .add("size", f -> new StructLibrary(f).size())
        .add("unpack", f -> new StructLibrary(f).unpack())
        .table();
  }

  // ------------------------------------------------------------------ format

  private int number(int otherwise) {
    if (at >= format.length() || !isDigit(format.at(at))) {
      return otherwise;
    }
    long value = 0;
    while (at < format.length() && isDigit(format.at(at))) {
      value = value * 10 + format.at(at++) - '0';
      if (value > Integer.MAX_VALUE) {
        throw frame.error("integral size overflow");
      }
    }
    return (int) value;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private int sizeOf(int option) {
    return switch (option) {
      case 'B', 'b', 'x' -> 1;
      case 'H', 'h' -> 2;
      case 'L', 'l', 'T', 'd' -> 8;
      case 'f' -> 4;
      case 'c' -> number(1);
      case 'i', 'I' -> {
        int size = number(4);
        if (size > INTEGER_BYTES_MAX) {
          throw frame.error(
              "integral size " + size + " is larger than limit of " + INTEGER_BYTES_MAX);
        }
        yield size;
      }
      default -> 0;
    };
  }

  private int padding(int position, int option, int size) {
    if (size == 0 || option == 'c') {
      return 0;
    }
    int unit = Math.min(size, alignment);
    return unit - (position & unit - 1) & unit - 1;
  }

  private void control(int option) {
    switch (option) {
      case ' ' -> {}
      case '>' -> bigEndian = true;
      case '<' -> bigEndian = false;
      case '!' -> {
        int wanted = number(NATIVE_ALIGNMENT);
        if (Integer.bitCount(wanted) != 1) {
          throw frame.error("alignment " + wanted + " is not a power of 2");
        }
        alignment = wanted;
      }
      default -> throw frame.argError(1, "invalid format option '" + (char) option + "'");
    }
  }

  // ------------------------------------------------------------------ pack

  private Object pack() {
    Operations.Builder out = new Operations.Builder(frame.state());
    int argument = 2;
    while (at < format.length()) {
      int option = format.at(at++);
      int size = sizeOf(option);
      for (int i = padding(out.size(), option, size); i > 0; i--) {
        out.add(0);
      }
      switch (option) {
        case 'b', 'B', 'h', 'H', 'l', 'L', 'T', 'i', 'I' ->
            addBits(out, integer(number(argument++, frame)), size);
        case 'x' -> out.add(0);
        case 'f' -> addBits(out, Float.floatToRawIntBits((float) number(argument++, frame)), size);
        case 'd' -> addBits(out, Double.doubleToRawLongBits(number(argument++, frame)), size);
        case 'c', 's' -> {
          LuaString text = frame.checkString(argument++);
          int length = size == 0 ? text.length() : size;
          if (text.length() < length) {
            throw frame.argError(argument, "string too short");
          }
          out.add(text.array(), 0, length);
          if (option == 's') {
            out.add(0);
          }
        }
        default -> control(option);
      }
    }
    return out.done();
  }

  private static double number(int argument, Frame frame) {
    if (argument == frame.count() + 1) {
      // The library keeps a nil behind its arguments.
      throw frame.argError(argument, "number expected, got nil");
    }
    return frame.checkNumber(argument);
  }

  private static long integer(double number) {
    return number >= TWO_63
        ? LuaNumbers.toLong(number - TWO_63) ^ Long.MIN_VALUE
        : LuaNumbers.toLong(number);
  }

  private void addBits(Operations.Builder out, long value, int size) {
    for (int i = 0; i < size; i++) {
      int index = bigEndian ? size - 1 - i : i;
      out.add(index < Long.BYTES ? (int) (value >>> 8 * index) & 0xff : 0);
    }
  }

  // ------------------------------------------------------------------ unpack

  private Object unpack() {
    LuaString data = frame.checkString(2);
    long start = frame.optLong(3, 1);
    if (start <= 0) {
      throw frame.argError(3, "offset must be 1 or greater");
    }
    long position = start - 1;
    List<Object> values = new ArrayList<>();
    while (at < format.length()) {
      int option = format.at(at++);
      int size = sizeOf(option);
      position += padding((int) position, option, size);
      checkRoom(data, position, size);
      int from = (int) position;
      switch (option) {
        case 'b', 'h', 'l', 'i' -> values.add(signed(data, from, size));
        case 'B', 'H', 'L', 'T', 'I' -> values.add(unsigned(bits(data, from, size)));
        case 'x' -> {}
        case 'f' -> values.add((double) Float.intBitsToFloat((int) bits(data, from, size)));
        case 'd' -> values.add(Double.longBitsToDouble(bits(data, from, size)));
        case 'c' -> {
          if (size == 0) {
            size = previousSize(values);
            checkRoom(data, position, size);
          }
          values.add(data.sub(from, from + size));
        }
        case 's' -> {
          int end = from;
          while (end < data.length() && data.at(end) != 0) {
            end++;
          }
          if (end == data.length()) {
            throw frame.error("unfinished string in data");
          }
          values.add(data.sub(from, end));
          size = end - from + 1;
        }
        default -> control(option);
      }
      position += size;
    }
    values.add(position + 1.0);
    return values.toArray();
  }

  private void checkRoom(LuaString data, long position, int size) {
    if (size > data.length() || position > data.length() - size) {
      throw frame.argError(2, "data string too short");
    }
  }

  private int previousSize(List<Object> values) {
    Double size = values.isEmpty() ? null : LuaNumbers.toNumber(values.get(values.size() - 1));
    if (size == null) {
      throw frame.error("format 'c0' needs a previous size");
    }
    values.remove(values.size() - 1);
    return size < 0 || size > Integer.MAX_VALUE ? Integer.MAX_VALUE : size.intValue();
  }

  private long bits(LuaString data, int from, int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      int b = data.at(bigEndian ? from + i : from + size - 1 - i);
      value = value << 8 | b;
    }
    return value;
  }

  private Object signed(LuaString data, int from, int size) {
    long mask = -1L << size * 8 - 1;
    long value = bits(data, from, size);
    return (double) ((value & mask) != 0 ? value | mask : value);
  }

  private static Object unsigned(long value) {
    return value >= 0 ? (double) value : (value >>> 1 | value & 1) * 2.0;
  }

  private Object size() {
    long position = 0;
    while (at < format.length()) {
      int option = format.at(at++);
      int size = sizeOf(option);
      position += padding((int) position, option, size);
      if (option == 's') {
        throw frame.argError(1, "option 's' has no fixed size");
      }
      if (option == 'c' && size == 0) {
        throw frame.argError(1, "option 'c0' has no fixed size");
      }
      if (size == 0 && !Character.isLetterOrDigit(option)) {
        control(option);
      }
      position += size;
    }
    return (double) position;
  }
}
