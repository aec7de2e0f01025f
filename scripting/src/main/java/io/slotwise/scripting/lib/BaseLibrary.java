package io.slotwise.scripting.lib;

import io.slotwise.scripting.source.ScriptCompiler;
import io.slotwise.scripting.source.SyntaxException;
import io.slotwise.scripting.vm.Closure;
import io.slotwise.scripting.vm.Events;
import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaError;
import io.slotwise.scripting.vm.LuaNumbers;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;
import io.slotwise.scripting.vm.Operations;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Lua 5.1's global functions, without those that reach files, the environment of others, or the
 * screen.
 */
public final class BaseLibrary {

  private static final double KIB = 1024;
  private static final List<String> COLLECTOR_OPTIONS =
      List.of("stop", "restart", "collect", "count", "step", "setpause", "setstepmul");
  private static final int CHUNK_NAME_CHARS_MAX = 63;
  private static final int FILE_NAME_CHARS_MAX = 72;
  private static final int PLAIN_NAME_CHARS_MAX = 79;

  private final LuaTable globals;
  private final NativeFunction next = new NativeFunction(BaseLibrary::next);
  private final NativeFunction ipairsStep = new NativeFunction(BaseLibrary::ipairsStep);

  private BaseLibrary(LuaTable globals) {
    this.globals = globals;
  }

  /** Adds the functions to the globals. Chunks that scripts load see the same globals. */
  public static void install(LuaTable globals) {
    BaseLibrary base = new BaseLibrary(globals);
    base.put("assert", BaseLibrary::assertTrue);
    base.put("collectgarbage", BaseLibrary::collectGarbage);
    base.put("error", BaseLibrary::error);
    base.put("gcinfo", frame -> memoryKib(frame.state()));
    base.put("getmetatable", BaseLibrary::getMetatable);
    base.put("ipairs", base::ipairs);
    base.put("load", base::load);
    base.put("loadstring", base::loadString);
    base.put("pairs", base::pairs);
    base.put("pcall", BaseLibrary::protectedCall);
    base.put("rawequal", f -> Operations.rawEquals(f.checkAny(1), f.checkAny(2)));
    base.put("rawget", BaseLibrary::rawGet);
    base.put("rawset", BaseLibrary::rawSet);
    base.put("select", BaseLibrary::select);
    base.put("setmetatable", BaseLibrary::setMetatable);
    base.put("tonumber", BaseLibrary::toNumber);
    base.put("tostring", f -> Operations.toDisplay(f.state(), f.checkAny(1)));
    base.put("type", f -> LuaString.of(LuaState.typeName(f.checkAny(1))));
    base.put("unpack", BaseLibrary::unpack);
    base.put("xpcall", BaseLibrary::protectedCallWithHandler);
    globals.put("next", base.next);
    globals.put("_G", globals);
    globals.put("_VERSION", LuaString.of("Lua 5.1"));
  }

  private void put(String name, NativeFunction.Body body) {
    globals.put(name, new NativeFunction(body));
  }

  private static Object assertTrue(Frame f) {
    if (LuaState.isTrue(f.checkAny(1))) {
      return f.argsFrom(1);
    }
    LuaString message = f.optString(2, LuaString.of("assertion failed!"));
    throw f.error(message.upToNul());
  }

  private static double memoryKib(LuaState state) {
    return Math.floor(state.gauge().usedBytes() / KIB);
  }

  private static Object collectGarbage(Frame f) {
    String option = f.optString(1, LuaString.of("collect")).upToNul();
    if (!COLLECTOR_OPTIONS.contains(option)) {
      throw f.argError(1, "invalid option '" + option + "'");
    }
    f.optLong(2, 0);
    return switch (option) {
      case "count" -> f.state().gauge().usedBytes() / KIB;
      case "step" -> Boolean.FALSE;
      case "setpause", "setstepmul" -> 200.0;
      default -> 0.0;
    };
  }

  private static Object error(Frame f) {
    long level = f.optLong(2, 1);
    Object value = f.arg(1);
    if (level > 0 && (value instanceof LuaString || value instanceof Double)) {
      String where = f.where((int) Math.min(level, Integer.MAX_VALUE));
      throw new LuaError(where + Operations.toText(value).latin1());
    }
    throw new LuaError(value);
  }

  private static Object getMetatable(Frame f) {
    Object value = f.checkAny(1);
    LuaTable metatable = f.state().metatable(value);
    if (metatable == null) {
      return null;
    }
    Object shown = metatable.get(Events.METATABLE);
    return shown != null ? shown : metatable;
  }

  private static Object setMetatable(Frame f) {
    LuaTable table = f.checkTable(1);
    if (f.count() < 2 || f.arg(2) != null && !(f.arg(2) instanceof LuaTable)) {
      throw f.argError(2, "nil or table expected");
    }
    if (table.metatable() != null && table.metatable().get(Events.METATABLE) != null) {
      throw f.error("cannot change a protected metatable");
    }
    if (table.isReadonly()) {
      throw f.state().runtimeError("Attempt to modify a readonly table");
    }
    table.setMetatable((LuaTable) f.arg(2));
    return table;
  }

  // ------------------------------------------------------------------ traversal

  private static Object next(Frame f) {
    LuaTable table = f.checkTable(1);
    int position = table.positionAfter(f.arg(2));
    if (position < 0) {
      throw f.state().runtimeError("invalid key to 'next'");
    }
    int found = table.nextFilled(position);
    return found < 0 ? null : new Object[] {table.keyAt(found), table.valueAt(found)};
  }

  private Object pairs(Frame f) {
    return new Object[] {next, f.checkTable(1), null};
  }

  private Object ipairs(Frame f) {
    return new Object[] {ipairsStep, f.checkTable(1), 0.0};
  }

  private static Object ipairsStep(Frame f) {
    long index = f.checkInt(2) + 1L;
    Object value = f.checkTable(1).get(index);
    return value == null ? null : new Object[] {(double) index, value};
  }

  private static Object rawGet(Frame f) {
    LuaTable table = f.checkTable(1);
    f.checkAny(2);
    return table.get(f.arg(2));
  }

  private static Object rawSet(Frame f) {
    LuaTable table = f.checkTable(1);
    f.checkAny(2);
    f.checkAny(3);
    Operations.rawSet(f.state(), table, f.arg(2), f.arg(3));
    return table;
  }

  private static Object select(Frame f) {
    if (f.arg(1) instanceof LuaString text && text.length() > 0 && text.at(0) == '#') {
      return (double) (f.count() - 1);
    }
    long number = f.checkInt(1);
    if (number < 0) {
      number = f.count() + number;
    } else if (number > f.count()) {
      number = f.count();
    }
    if (number < 1) {
      throw f.argError(1, "index out of range");
    }
    return f.argsFrom((int) number + 1);
  }

  private static Object unpack(Frame f) {
    LuaTable table = f.checkTable(1);
    int from = (int) f.optLong(2, 1);
    int to = f.isAbsentOrNil(3) ? (int) table.length() : f.checkInt(3);
    if (from > to) {
      return NativeFunction.NOTHING;
    }
    int count = to - from + 1;
    if (count <= 0 || count > f.state().limits().stackValuesMax()) {
      throw f.error("too many results to unpack");
    }
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = table.get((long) from + i);
    }
    return values;
  }

  // ------------------------------------------------------------------ conversion

  private static Object toNumber(Frame f) {
    long base = f.optLong(2, 10);
    if (base == 10) {
      return LuaNumbers.toNumber(f.checkAny(1));
    }
    String text = f.checkString(1).latin1();
    if (base < 2 || base > 36) {
      throw f.argError(2, "base out of range");
    }
    return parse(text, (int) base);
  }

  /** What C's strtoul reads, when that is all there is but for blanks. */
  private static Object parse(String text, int base) {
    int nul = text.indexOf('\0');
    String digits = (nul < 0 ? text : text.substring(0, nul)).strip();
    boolean negative = digits.startsWith("-");
    int at = negative || digits.startsWith("+") ? 1 : 0;
    if (base == 16 && digits.regionMatches(true, at, "0x", 0, 2)) {
      at += 2;
    }
    if (at == digits.length()) {
      return null;
    }
    long value = 0;
    boolean overflow = false;
    for (; at < digits.length(); at++) {
      int digit = digits.charAt(at) < 0x80 ? Character.digit(digits.charAt(at), base) : -1;
      if (digit < 0) {
        return null;
      }
      overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0;
      value = value * base + digit;
    }
    long result = overflow ? -1L : negative ? -value : value;
    return result >= 0 ? (double) result : (result >>> 1 | result & 1) * 2.0;
  }

  // ------------------------------------------------------------------ errors

  private static Object protectedCall(Frame f) {
    Object function = f.checkAny(1);
    return protect(f.state(), function, f.argsFrom(2), null);
  }

  private static Object protectedCallWithHandler(Frame f) {
    f.checkAny(2);
    return protect(f.state(), f.arg(1), NativeFunction.NOTHING, f.arg(2));
  }

  private static Object protect(
      LuaState state, Object function, Object[] arguments, Object handler) {
    int depth = state.depth();
    try {
      Object[] results = LuaState.all(state.call(function, arguments));
      Object[] withTrue = new Object[results.length + 1];
      withTrue[0] = Boolean.TRUE;
      System.arraycopy(results, 0, withTrue, 1, results.length);
      return withTrue;
    } catch (LuaError e) {
      Object value = e.value();
      if (handler != null) {
        value = handled(state, handler, value);
      }
      state.unwindTo(depth);
      return new Object[] {Boolean.FALSE, value};
    }
  }

  /** The handler runs while the failed calls are still on the stack, as Lua has it. */
  private static Object handled(LuaState state, Object handler, Object value) {
    try {
      return LuaState.first(state.call(handler, value));
    } catch (LuaError e) {
      return LuaString.of("error in error handling");
    }
  }

  // ------------------------------------------------------------------ loading

  private Object loadString(Frame f) {
    LuaString text = f.checkString(1);
    String name = f.optString(2, text).upToNul();
    return load(f, text.array(), name);
  }

  private Object load(Frame f) {
    Object reader = f.checkFunction(1);
    String name = f.optString(2, LuaString.of("=(load)")).upToNul();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      Object piece = LuaState.first(f.state().call(reader));
      if (piece == null) {
        break;
      }
      LuaString part = Operations.toText(piece);
      if (part == null) {
        throw new LuaError("reader function must return a string");
      }
      if (part.length() == 0) {
        break;
      }
      f.state().checkStringSize((long) text.size() + part.length());
      text.write(part.array(), 0, part.length());
    }
    return load(f, text.toByteArray(), name);
  }

  private Object load(Frame f, byte[] text, String name) {
    try {
      f.state().gauge().charge(8L * text.length);
      return Closure.ofChunk(ScriptCompiler.compile(chunkName(name), name, text), globals);
    } catch (SyntaxException e) {
      return new Object[] {null, LuaString.of(e.getMessage())};
    }
  }

  /** As messages show a chunk: {@code =name}, {@code @file}, or the first line of its text. */
  private static String chunkName(String name) {
    if (name.startsWith("=")) {
      return name.substring(1, Math.min(PLAIN_NAME_CHARS_MAX + 1, name.length()));
    }
    if (name.startsWith("@")) {
      int tooLong = name.length() - 1 - FILE_NAME_CHARS_MAX;
      return tooLong > 0 ? "..." + name.substring(1 + tooLong) : name.substring(1);
    }
    int end = 0;
    while (end < name.length() && name.charAt(end) != '\n' && name.charAt(end) != '\r') {
      end++;
    }
    boolean cut = end < name.length() || end > CHUNK_NAME_CHARS_MAX;
    String start = name.substring(0, Math.min(end, CHUNK_NAME_CHARS_MAX));
    return "[string \"" + start + (cut ? "..." : "") + "\"]";
  }
}
