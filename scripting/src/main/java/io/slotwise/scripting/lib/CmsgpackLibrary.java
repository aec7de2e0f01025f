package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaNumbers;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.Operations;

/** {@code cmsgpack}: MessagePack as Redis's library writes and reads it. */
public final class CmsgpackLibrary {

  private static final int NESTING_MAX = 16;

  private CmsgpackLibrary() {}

  public static LuaTable create() {
    return new Library()
        .add("pack", CmsgpackLibrary::pack)
        .add("unpack", f -> CmsgpackReader.read(f, 0, 0))
        .add("unpack_one", f -> CmsgpackReader.read(f, 1, (int) f.optLong(2, 0)))
        .add("unpack_limit", f -> CmsgpackReader.read(f, f.checkInt(2), (int) f.optLong(3, 0)))
        .value("_NAME", LuaString.of("cmsgpack"))
        .value("_VERSION", LuaString.of("lua-cmsgpack 0.4.0"))
        .value("_COPYRIGHT", LuaString.of("Copyright (C) 2012, Salvatore Sanfilippo"))
        .value("_DESCRIPTION", LuaString.of("MessagePack C implementation for Lua"))
        .table();
  }

  private static Object pack(Frame f) {
    if (f.count() == 0) {
      throw f.argError(0, "MessagePack pack needs input.");
    }
    Operations.Builder out = new Operations.Builder(f.state());
    for (int i = 1; i <= f.count(); i++) {
      write(f.state(), out, f.arg(i), 0);
    }
    return out.done();
  }

  private static void write(LuaState state, Operations.Builder out, Object value, int level) {
    if (value instanceof LuaString string) {
      writeString(out, string);
    } else if (value instanceof Boolean bool) {
      out.add(bool ? 0xc3 : 0xc2);
    } else if (value instanceof Double number) {
      writeNumber(out, number);
    } else if (value instanceof LuaTable table && level < NESTING_MAX) {
      state.spend(1);
      writeTable(state, out, table, level);
    } else {
      out.add(0xc0);
    }
  }

  private static void writeString(Operations.Builder out, LuaString string) {
    int length = string.length();
    if (length < 32) {
      out.add(0xa0 | length);
    } else if (length <= 0xff) {
      bigEndian(out.add(0xd9), length, 1);
    } else if (length <= 0xffff) {
      bigEndian(out.add(0xda), length, 2);
    } else {
      bigEndian(out.add(0xdb), length, 4);
    }
    out.add(string);
  }

  private static void writeNumber(Operations.Builder out, double number) {
    long whole = LuaNumbers.toLong(number);
    if (whole == number && !Double.isInfinite(number)) {
      writeInteger(out, whole);
    } else if (number == (float) number) {
      bigEndian(out.add(0xca), Float.floatToRawIntBits((float) number), 4);
    } else {
      bigEndian(out.add(0xcb), Double.doubleToRawLongBits(number), 8);
    }
  }

  private static void writeInteger(Operations.Builder out, long n) {
    if (n >= -32 && n <= 127) {
      out.add((int) n & 0xff);
    } else if (n >= 0) {
      if (n <= 0xff) {
        bigEndian(out.add(0xcc), n, 1);
      } else if (n <= 0xffff) {
        bigEndian(out.add(0xcd), n, 2);
      } else if (n <= 0xffffffffL) {
        bigEndian(out.add(0xce), n, 4);
      } else {
        bigEndian(out.add(0xcf), n, 8);
      }
    } else if (n >= Byte.MIN_VALUE) {
      bigEndian(out.add(0xd0), n, 1);
    } else if (n >= Short.MIN_VALUE) {
      bigEndian(out.add(0xd1), n, 2);
    } else if (n >= Integer.MIN_VALUE) {
      bigEndian(out.add(0xd2), n, 4);
    } else {
      bigEndian(out.add(0xd3), n, 8);
    }
  }

  private static void bigEndian(Operations.Builder out, long value, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
      out.add((int) (value >>> 8 * i) & 0xff);
    }
  }

  private static void writeTable(
      LuaState state, Operations.Builder out, LuaTable table, int level) {
    long count = 0;
    double max = 0;
    boolean array = true;
    for (int at = table.nextFilled(0); at >= 0; at = table.nextFilled(at + 1)) {
      count++;
      if (table.keyAt(at) instanceof Double key && key > 0 && key.intValue() == key) {
        max = Math.max(max, key);
      } else {
        array = false;
      }
    }
    if (array && max == count) {
      long length = table.length();
      header(out, length, 0x90, 0xdc);
      for (long i = 1; i <= length; i++) {
        write(state, out, table.get(i), level + 1);
      }
      return;
    }
    header(out, count, 0x80, 0xde);
    for (int at = table.nextFilled(0); at >= 0; at = table.nextFilled(at + 1)) {
      write(state, out, table.keyAt(at), level + 1);
      write(state, out, table.valueAt(at), level + 1);
    }
  }

  private static void header(Operations.Builder out, long count, int small, int large) {
    if (count <= 15) {
      out.add(small | (int) count);
    } else if (count <= 0xffff) {
      bigEndian(out.add(large), count, 2);
    } else {
      bigEndian(out.add(large + 1), count, 4);
    }
  }
}
