package io.slotwise.scripting.vm;

import java.util.Arrays;

/**
 * One call under way. For a closure it holds the registers; for a function written in Java it is
 * how that reads its arguments, counted from one as in Lua's messages. Frames are reused: nobody
 * keeps one beyond the call.
 */
public final class Frame {

  final LuaState state;
  final Coroutine coroutine;
  final int depth;

  LuaFunction function;
  Closure closure;
  Object[] registers;
  Object[] variadic;
  UpValue[] open;
  int pc;
  int top;
  int base;
  int count;
  int resultRegister;
  int resultCount;
  int tailCalls;
  boolean calledFromJava;

  Frame(LuaState state, Coroutine coroutine, int depth) {
    this.state = state;
    this.coroutine = coroutine;
    this.depth = depth;
  }

  public LuaState state() {
    return state;
  }

  void clear() {
    function = null;
    closure = null;
    registers = null;
    variadic = null;
    open = null;
  }

  boolean isLua() {
    return closure != null;
  }

  /** The line that is being executed; of a function written in Java, -1. */
  public int line() {
    return isLua() ? closure.code.lines()[Math.max(0, pc - 1)] : -1;
  }

  /** The source as Lua's debug information names it, or null. */
  public String source() {
    return isLua() ? closure.code.source() : null;
  }

  // ------------------------------------------------------------------ registers of a closure

  void ensure(int size) {
    if (size > registers.length) {
      Object[] old = registers;
      registers = Arrays.copyOf(old, Math.max(size, old.length * 2));
      if (open != null) {
        open = Arrays.copyOf(open, registers.length);
        for (UpValue up : open) {
          if (up != null) {
            up.registers = registers;
          }
        }
      }
    }
  }

  UpValue share(int register) {
    if (open == null) {
      open = new UpValue[registers.length];
    }
    UpValue up = open[register];
    if (up == null) {
      up = new UpValue(registers, register);
      open[register] = up;
    }
    return up;
  }

  void closeFrom(int register) {
    if (open != null) {
      for (int i = register; i < open.length; i++) {
        if (open[i] != null) {
          open[i].close();
          open[i] = null;
        }
      }
    }
  }

  // ------------------------------------------------------------------ arguments of a Java function

  public int count() {
    return count;
  }

  /** The argument, or null (nil) when there is none. */
  public Object arg(int number) {
    return number <= count ? NumberCell.plain(registers[base + number - 1]) : null;
  }

  /** All arguments from one on. */
  public Object[] argsFrom(int number) {
    return number > count
        ? NativeFunction.NOTHING
        : NumberCell.plain(registers, base + number - 1, count - number + 1);
  }

  public boolean isAbsentOrNil(int number) {
    return arg(number) == null;
  }

  public Object checkAny(int number) {
    if (number > count) {
      throw argError(number, "value expected");
    }
    return arg(number);
  }

  public LuaTable checkTable(int number) {
    if (arg(number) instanceof LuaTable table) {
      return table;
    }
    throw typeError(number, "table");
  }

  public LuaFunction checkFunction(int number) {
    if (arg(number) instanceof LuaFunction function) {
      return function;
    }
    throw typeError(number, "function");
  }

  /** A string, or a number as one. */
  public LuaString checkString(int number) {
    Object value = arg(number);
    if (value instanceof LuaString string) {
      return string;
    }
    if (value instanceof Double number_) {
      return LuaNumbers.toLuaString(number_);
    }
    throw typeError(number, "string");
  }

  public LuaString optString(int number, LuaString otherwise) {
    return isAbsentOrNil(number) ? otherwise : checkString(number);
  }

  /** A number, or a string that is one. */
  public double checkNumber(int number) {
    Object value = arg(number);
    if (value instanceof Double d) {
      return d;
    }
    Double converted = LuaNumbers.toNumber(value);
    if (converted == null) {
      throw typeError(number, "number");
    }
    return converted;
  }

  public double optNumber(int number, double otherwise) {
    return isAbsentOrNil(number) ? otherwise : checkNumber(number);
  }

  /** A number cut to an integer as C does. */
  public long checkLong(int number) {
    return LuaNumbers.toLong(checkNumber(number));
  }

  public int checkInt(int number) {
    return (int) checkLong(number);
  }

  public long optLong(int number, long otherwise) {
    return isAbsentOrNil(number) ? otherwise : checkLong(number);
  }

  // ------------------------------------------------------------------ errors of a Java function

  public LuaError typeError(int number, String expected) {
    String got = number > count ? "no value" : LuaState.typeName(arg(number));
    return argError(number, expected + " expected, got " + got);
  }

  public LuaError argError(int number, String message) {
    NameFinder.Name name = coroutine.calleeName(this);
    int shown = number;
    if (name != null && name.kind().equals("method")) {
      shown--;
      if (shown == 0) {
        return error("calling '" + name.text() + "' on bad self (" + message + ")");
      }
    }
    String text = name == null ? "?" : name.text();
    return error("bad argument #" + shown + " to '" + text + "' (" + message + ")");
  }

  /** An error whose text begins with the place of the call. */
  public LuaError error(String message) {
    return new LuaError(where(1) + message);
  }

  /** {@code "name:line: "} of the function that many calls up, or nothing where that is not Lua. */
  public String where(int level) {
    Frame frame = coroutine.level(level);
    return frame == null || !frame.isLua()
        ? ""
        : frame.closure.code.chunkName() + ":" + frame.line() + ": ";
  }
}
