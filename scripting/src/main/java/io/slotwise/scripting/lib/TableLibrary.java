package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaFunction;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;
import io.slotwise.scripting.vm.Operations;

/** {@code table}, with what Lua 5.0 left in it. */
public final class TableLibrary {

  private TableLibrary() {}

  public static LuaTable create() {
    return new Library()
        .add("concat", TableLibrary::concat)
        .add("foreach", TableLibrary::forEach)
        .add("foreachi", TableLibrary::forEachIndex)
        .add("getn", f -> (double) f.checkTable(1).length())
        .add("insert", TableLibrary::insert)
        .add("maxn", TableLibrary::maxIndex)
        .add("remove", TableLibrary::remove)
        .add(
            "setn",
            f -> {
              f.checkTable(1);
              throw f.error("'setn' is obsolete");
            })
        .add("sort", TableSort::sort)
        .table();
  }

  private static Object concat(Frame f) {
    LuaString separator = f.optString(2, LuaString.EMPTY);
    LuaTable table = f.checkTable(1);
    long from = (int) f.optLong(3, 1);
    long to = f.isAbsentOrNil(4) ? table.length() : f.checkInt(4);
    Operations.Builder out = new Operations.Builder(f.state());
    for (long i = from; i <= to; i++) {
      Object value = table.get(i);
      LuaString text = Operations.toText(value);
      if (text == null) {
        throw f.error(
            "invalid value ("
                + LuaState.typeName(value)
                + ") at index "
                + i
                + " in table for 'concat'");
      }
      out.add(text);
      if (i < to) {
        out.add(separator);
      }
    }
    return out.done();
  }

  private static Object forEach(Frame f) {
    LuaTable table = f.checkTable(1);
    LuaFunction function = f.checkFunction(2);
    for (int at = table.nextFilled(0); at >= 0; at = table.nextFilled(at + 1)) {
      Object key = table.keyAt(at);
      Object result = LuaState.first(f.state().call(function, key, table.valueAt(at)));
      if (result != null) {
        return result;
      }
    }
    return NativeFunction.NOTHING;
  }

  private static Object forEachIndex(Frame f) {
    LuaTable table = f.checkTable(1);
    long length = table.length();
    LuaFunction function = f.checkFunction(2);
    for (long i = 1; i <= length; i++) {
      Object result = LuaState.first(f.state().call(function, (double) i, table.get(i)));
      if (result != null) {
        return result;
      }
    }
    return NativeFunction.NOTHING;
  }

  private static Object maxIndex(Frame f) {
    LuaTable table = f.checkTable(1);
    double max = 0;
    for (int at = table.nextFilled(0); at >= 0; at = table.nextFilled(at + 1)) {
      if (table.keyAt(at) instanceof Double number && number > max) {
        max = number;
      }
    }
    return max;
  }

  private static void set(Frame f, LuaTable table, long index, Object value) {
    Operations.rawSet(f.state(), table, (double) index, value);
  }

  private static Object insert(Frame f) {
    LuaTable table = f.checkTable(1);
    long end = table.length() + 1;
    switch (f.count()) {
      case 2 -> set(f, table, end, f.arg(2));
      case 3 -> {
        int position = f.checkInt(2);
        if (position > end) {
          end = position;
        }
        for (long i = end; i > position; i--) {
          set(f, table, i, table.get(i - 1));
          f.state().spend(1);
        }
        set(f, table, position, f.arg(3));
      }
      default -> throw f.error("wrong number of arguments to 'insert'");
    }
    return NativeFunction.NOTHING;
  }

  private static Object remove(Frame f) {
    LuaTable table = f.checkTable(1);
    long end = table.length();
    long position = (int) f.optLong(2, end);
    if (position < 1 || position > end) {
      return NativeFunction.NOTHING;
    }
    Object removed = table.get(position);
    for (long i = position; i < end; i++) {
      set(f, table, i, table.get(i + 1));
      f.state().spend(1);
    }
    set(f, table, end, null);
    return removed;
  }
}
