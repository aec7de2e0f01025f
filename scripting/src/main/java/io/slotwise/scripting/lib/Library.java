package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;

/** A table of functions under construction. */
final class Library {

  private final LuaTable table = new LuaTable();

  Library add(String name, NativeFunction.Body body) {
    table.put(name, new NativeFunction(body));
    return this;
  }

  Library value(String name, Object value) {
    table.put(name, value);
    return this;
  }

  LuaTable table() {
    return table;
  }
}
