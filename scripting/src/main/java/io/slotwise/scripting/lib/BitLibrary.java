package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import java.util.Locale;
import java.util.function.IntBinaryOperator;

/** {@code bit}: operations on 32 bits, as LuaJIT's BitOp has them. */
public final class BitLibrary {

  /** Adding it leaves a number's low 32 bits, rounded to even, in the low bits of the double. */
  private static final double ROUNDING = 6755399441055744.0;

  private BitLibrary() {}

  public static LuaTable create() {
    return new Library()
        .add("arshift", f -> number(bits(f, 1) >> (bits(f, 2) & 31)))
        .add("band", f -> fold(f, (a, b) -> a & b))
        .add("bnot", f -> number(~bits(f, 1)))
        .add("bor", f -> fold(f, (a, b) -> a | b))
        .add("bswap", f -> number(Integer.reverseBytes(bits(f, 1))))
        .add("bxor", f -> fold(f, (a, b) -> a ^ b))
        .add("lshift", f -> number(bits(f, 1) << (bits(f, 2) & 31)))
        .add("rol", f -> number(Integer.rotateLeft(bits(f, 1), bits(f, 2) & 31)))
        .add("ror", f -> number(Integer.rotateRight(bits(f, 1), bits(f, 2) & 31)))
        .add("rshift", f -> number(bits(f, 1) >>> (bits(f, 2) & 31)))
        .add("tobit", f -> number(bits(f, 1)))
        .add("tohex", BitLibrary::toHex)
        .table();
  }

  private static int bits(Frame f, int argument) {
    return (int) Double.doubleToRawLongBits(f.checkNumber(argument) + ROUNDING);
  }

  private static Object number(int bits) {
    return (double) bits;
  }

  private static Object fold(Frame f, IntBinaryOperator operator) {
    int result = bits(f, 1);
    for (int i = 2; i <= f.count(); i++) {
      result = operator.applyAsInt(result, bits(f, i));
    }
    return number(result);
  }

  private static Object toHex(Frame f) {
    int value = bits(f, 1);
    int digits = f.isAbsentOrNil(2) ? 8 : bits(f, 2);
    boolean upper = digits < 0;
    int shown = Math.min(8, upper ? -digits : digits);
    if (digits == Integer.MIN_VALUE) {
      shown = 8;
    }
    String hex = String.format(Locale.ROOT, upper ? "%08X" : "%08x", value);
    return LuaString.of(hex.substring(8 - shown));
  }
}
