package io.slotwise.scripting.redis;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaError;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.Operations;

/** How errors look to scripts in Redis. */
public final class ScriptCalls {

  private ScriptCalls() {}

  /** {@code pcall}: of an error table the script gets the text. */
  public static Object protectedCall(Frame f) {
    LuaState state = f.state();
    if (f.count() == 0) {
      // Redis's own pcall puts its result where the function should be.
      return new Object[] {Boolean.FALSE, LuaString.of("attempt to call a boolean value")};
    }
    Object function = f.arg(1);
    int depth = state.depth();
    try {
      Object[] results = LuaState.all(state.call(function, f.argsFrom(2)));
      Object[] withTrue = new Object[results.length + 1];
      withTrue[0] = Boolean.TRUE;
      System.arraycopy(results, 0, withTrue, 1, results.length);
      return withTrue;
    } catch (LuaError e) {
      state.unwindTo(depth);
      Object value = e.value();
      if (value instanceof LuaTable table && Operations.toText(table.get("err")) != null) {
        value = table.get("err");
      }
      return new Object[] {Boolean.FALSE, value};
    }
  }

  /** An error as a table, with the place where it was raised. */
  public static LuaTable handled(LuaState state, Object error) {
    LuaTable table;
    if (error instanceof LuaTable given) {
      table = given;
    } else {
      table = state.newTable();
      LuaString text = Operations.toText(Operations.toDisplay(state, error));
      table.put("err", LuaString.of("ERR " + (text == null ? "" : text.latin1())));
    }
    LuaState.Place place = state.place();
    if (place != null) {
      table.put("source", LuaString.of(place.source()));
      table.put("line", (double) place.line());
    }
    return table;
  }
}
