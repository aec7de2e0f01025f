package io.slotwise.scripting.vm;

import io.slotwise.scripting.vm.Code.Op;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** What Lua's operators mean, metamethods included. */
public final class Operations {

  private static final int CHAIN_MAX = 100;

  private Operations() {}

  // ------------------------------------------------------------------ tables

  public static Object index(LuaState state, Object container, Object key) {
    Object at = container;
    for (int i = 0; i < CHAIN_MAX; i++) {
      Object handler;
      if (at instanceof LuaTable table) {
        Object value = table.get(key);
        if (value != null || table.metatable() == null) {
          return value;
        }
        handler = table.metatable().get(Events.INDEX);
        if (handler == null) {
          return null;
        }
      } else {
        handler = state.metamethod(at, Events.INDEX);
        if (handler == null) {
          throw Faults.index(state, at, i == 0);
        }
      }
      if (handler instanceof LuaFunction) {
        return LuaState.first(state.call(handler, at, key));
      }
      at = handler;
    }
    throw state.runtimeError("loop in gettable");
  }

  public static void setIndex(LuaState state, Object container, Object key, Object value) {
    Object at = container;
    for (int i = 0; i < CHAIN_MAX; i++) {
      Object handler;
      if (at instanceof LuaTable table) {
        LuaTable metatable = table.metatable();
        if (metatable == null || table.get(key) != null) {
          rawSet(state, table, key, value);
          return;
        }
        handler = metatable.get(Events.NEWINDEX);
        if (handler == null) {
          rawSet(state, table, key, value);
          return;
        }
      } else {
        handler = state.metamethod(at, Events.NEWINDEX);
        if (handler == null) {
          throw Faults.index(state, at, i == 0);
        }
      }
      if (handler instanceof LuaFunction) {
        state.call(handler, at, key, value);
        return;
      }
      at = handler;
    }
    throw state.runtimeError("loop in settable");
  }

  /** Past all metamethods, but not past the mark that a table is read-only. */
  public static void rawSet(LuaState state, LuaTable table, Object key, Object value) {
    if (table.isReadonly()) {
      throw state.runtimeError("Attempt to modify a readonly table");
    }
    if (key == null) {
      throw state.runtimeError("table index is nil");
    }
    if (key instanceof Double number && Double.isNaN(number)) {
      throw state.runtimeError("table index is NaN");
    }
    table.set(key, value);
  }

  static Object length(Frame frame, Object value, int register) {
    if (value instanceof LuaTable table) {
      return (double) table.length();
    }
    if (value instanceof LuaString string) {
      return (double) string.length();
    }
    throw Faults.ofRegister(frame, value, "get length of", register);
  }

  // ------------------------------------------------------------------ numbers

  static Object arithmetic(Frame frame, int op, Object left, Object right, int b, int c) {
    Double x = LuaNumbers.toNumber(left);
    Double y = x == null ? null : LuaNumbers.toNumber(right);
    if (y != null) {
      return compute(op, x, y);
    }
    LuaState state = frame.state;
    Object handler = state.metamethod(left, Events.arithmetic(op));
    if (handler == null) {
      handler = state.metamethod(right, Events.arithmetic(op));
    }
    if (handler == null) {
      throw Faults.arithmetic(frame, left, right, b, c);
    }
    return LuaState.first(state.call(handler, left, right));
  }

  static double compute(int op, double x, double y) {
    return switch (op) {
      case Op.ADD -> x + y;
      case Op.SUB -> x - y;
      case Op.MUL -> x * y;
      case Op.DIV -> x / y;
      case Op.MOD -> modulo(x, y);
      default -> power(x, y);
    };
  }

  public static double modulo(double x, double y) {
    return x - Math.floor(x / y) * y;
  }

  /** C's pow, which knows that one to any power is one. */
  public static double power(double x, double y) {
    return x == 1 || x == -1 && Double.isInfinite(y) ? 1 : Math.pow(x, y);
  }

  static Object negate(Frame frame, Object value, int register) {
    Double number = LuaNumbers.toNumber(value);
    if (number != null) {
      return -number;
    }
    Object handler = frame.state.metamethod(value, Events.UNM);
    if (handler == null) {
      throw Faults.ofRegister(frame, value, "perform arithmetic on", register);
    }
    return LuaState.first(frame.state.call(handler, value, value));
  }

  // ------------------------------------------------------------------ comparisons

  public static boolean rawEquals(Object left, Object right) {
    if (left == right) {
      return !(left instanceof Double number) || !Double.isNaN(number);
    }
    if (left == null || right == null) {
      return false;
    }
    if (left instanceof Double x) {
      return right instanceof Double y && x.doubleValue() == y.doubleValue();
    }
    return left.equals(right);
  }

  static boolean equals(LuaState state, Object left, Object right) {
    if (rawEquals(left, right)) {
      return true;
    }
    if (!(left instanceof LuaTable first) || !(right instanceof LuaTable second)) {
      return false;
    }
    Object handler = shared(first.metatable(), second.metatable(), Events.EQ);
    return handler != null && LuaState.isTrue(LuaState.first(state.call(handler, left, right)));
  }

  private static Object shared(LuaTable first, LuaTable second, LuaString event) {
    if (first == null || second == null) {
      return null;
    }
    Object handler = first.get(event);
    return handler != null && rawEquals(handler, second.get(event)) ? handler : null;
  }

  /** Of EQ, LT and LE. */
  static boolean compare(LuaState state, int op, Object left, Object right) {
    return switch (op) {
      case Op.EQ -> equals(state, left, right);
      case Op.LT -> lessThan(state, left, right);
      default -> lessOrEqual(state, left, right);
    };
  }

  public static boolean lessThan(LuaState state, Object left, Object right) {
    if (left instanceof Double x && right instanceof Double y) {
      return x < y;
    }
    if (left instanceof LuaString x && right instanceof LuaString y) {
      return x.compareTo(y) < 0;
    }
    Boolean ordered = ordered(state, left, right, Events.LT);
    if (ordered == null) {
      throw Faults.compare(state, left, right);
    }
    return ordered;
  }

  static boolean lessOrEqual(LuaState state, Object left, Object right) {
    if (left instanceof Double x && right instanceof Double y) {
      return x <= y;
    }
    if (left instanceof LuaString x && right instanceof LuaString y) {
      return x.compareTo(y) <= 0;
    }
    Boolean ordered = ordered(state, left, right, Events.LE);
    if (ordered != null) {
      return ordered;
    }
    Boolean reversed = ordered(state, right, left, Events.LT);
    if (reversed == null) {
      throw Faults.compare(state, left, right);
    }
    return !reversed;
  }

  private static Boolean ordered(LuaState state, Object left, Object right, LuaString event) {
    Object handler = state.metamethod(left, event);
    if (handler == null
        || !LuaState.typeName(left).equals(LuaState.typeName(right))
        || !rawEquals(handler, state.metamethod(right, event))) {
      return null;
    }
    return LuaState.isTrue(LuaState.first(state.call(handler, left, right)));
  }

  // ------------------------------------------------------------------ strings

  /** Joins registers {@code from} to {@code to}, from the right. */
  static Object concat(Frame frame, int from, int to) {
    Object[] registers = frame.registers;
    Object right = registers[to];
    int at = to - 1;
    while (at >= from) {
      Object left = registers[at];
      if (!isText(left) || !isText(right)) {
        right = concatByMetamethod(frame, NumberCell.plain(left), NumberCell.plain(right), at);
        at--;
        continue;
      }
      int first = at;
      while (first > from && isText(registers[first - 1])) {
        first--;
      }
      right = join(frame.state, registers, first, at, right);
      at = first - 1;
    }
    return right;
  }

  private static Object join(LuaState state, Object[] registers, int from, int to, Object last) {
    LuaString[] parts = new LuaString[to - from + 2];
    long length = 0;
    for (int i = 0; i < parts.length; i++) {
      Object part = i == parts.length - 1 ? last : registers[from + i];
      parts[i] = toText(part);
      length += parts[i].length();
    }
    state.checkStringSize(length);
    byte[] joined = new byte[(int) length];
    int at = 0;
    for (LuaString part : parts) {
      System.arraycopy(part.array(), 0, joined, at, part.length());
      at += part.length();
    }
    LuaString result = state.newString(joined);
    state.weighIfDue();
    return result;
  }

  private static Object concatByMetamethod(Frame frame, Object left, Object right, int register) {
    LuaState state = frame.state;
    Object handler = state.metamethod(left, Events.CONCAT);
    if (handler == null) {
      handler = state.metamethod(right, Events.CONCAT);
    }
    if (handler == null) {
      boolean leftIsFine = isText(left);
      throw Faults.ofRegister(
          frame, leftIsFine ? right : left, "concatenate", leftIsFine ? register + 1 : register);
    }
    return LuaState.first(state.call(handler, left, right));
  }

  private static boolean isText(Object value) {
    return value instanceof LuaString || NumberCell.isNumber(value);
  }

  /** A string, or a number as one; else null. */
  public static LuaString toText(Object value) {
    if (value instanceof LuaString string) {
      return string;
    }
    return NumberCell.isNumber(value) ? LuaNumbers.toLuaString(NumberCell.number(value)) : null;
  }

  /** What {@code tostring} gives: whatever the metamethod says, a string otherwise. */
  public static Object toDisplay(LuaState state, Object value) {
    Object handler = state.metamethod(value, Events.TOSTRING);
    if (handler != null) {
      return LuaState.first(state.call(handler, value));
    }
    LuaString text = toText(value);
    if (text != null) {
      return text;
    }
    if (value == null || value instanceof Boolean) {
      return LuaString.of(value == null ? "nil" : value.toString());
    }
    if (value == LightUserdata.NULL) {
      return LuaString.of("userdata: (nil)");
    }
    return LuaString.of(
        LuaState.typeName(value)
            + ": 0x7f"
            + String.format(Locale.ROOT, "%010x", System.identityHashCode(value)));
  }

  /** Bytes that grow, refused when they would become too long a string. */
  public static final class Builder extends ByteArrayOutputStream {
    private final LuaState state;

    public Builder(LuaState state) {
      super(64);
      this.state = state;
    }

    public Builder add(LuaString string) {
      return add(string.array(), 0, string.length());
    }

    public Builder add(byte[] bytes, int from, int length) {
      state.checkStringSize((long) count + length);
      write(bytes, from, length);
      return this;
    }

    public Builder add(int b) {
      if ((count & 0xffff) == 0xffff) {
        state.checkStringSize(count);
      }
      write(b);
      return this;
    }

    public Builder add(String latin1) {
      return add(LuaString.of(latin1));
    }

    public LuaString done() {
      return state.newString(toByteArray());
    }
  }
}
