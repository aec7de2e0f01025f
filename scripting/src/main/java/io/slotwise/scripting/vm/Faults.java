package io.slotwise.scripting.vm;

import io.slotwise.scripting.vm.Code.Op;

/** The errors that Lua itself raises, naming the variable at fault where it can be found. */
final class Faults {

  private Faults() {}

  static LuaError ofRegister(Frame frame, Object value, String action, int register) {
    NameFinder.Name name =
        register < 0 ? null : NameFinder.register(frame.closure.code, frame.pc - 1, register);
    return named(frame.state, value, action, name);
  }

  private static LuaError named(LuaState state, Object value, String action, NameFinder.Name name) {
    String type = LuaState.typeName(value);
    return state.runtimeError(
        name == null
            ? "attempt to " + action + " a " + type + " value"
            : "attempt to "
                + action
                + " "
                + name.kind()
                + " '"
                + name.text()
                + "' (a "
                + type
                + " value)");
  }

  /** The value that the current instruction indexes cannot be indexed. */
  static LuaError index(LuaState state, Object value, boolean ofInstruction) {
    Frame frame = state.current().top();
    if (!ofInstruction || frame == null || !frame.isLua()) {
      return named(state, value, "index", null);
    }
    Code code = frame.closure.code;
    int instruction = code.instructions()[frame.pc - 1];
    int a = Op.a(instruction);
    int b = Op.b(instruction);
    return switch (Op.of(instruction)) {
      case Op.GETTABLE, Op.SELF -> ofRegister(frame, value, "index", b);
      case Op.SETTABLE -> ofRegister(frame, value, "index", a);
      case Op.GETTABUP -> ofUpValue(state, code, value, b);
      case Op.SETTABUP -> ofUpValue(state, code, value, a);
      default -> named(state, value, "index", null);
    };
  }

  private static LuaError ofUpValue(LuaState state, Code code, Object value, int index) {
    return named(
        state, value, "index", new NameFinder.Name("upvalue", code.upValues()[index].name()));
  }

  static LuaError arithmetic(Frame frame, Object left, Object right, int b, int c) {
    boolean rightIsWrong = LuaNumbers.toNumber(left) != null;
    Object value = rightIsWrong ? right : left;
    int operand = rightIsWrong ? c : b;
    return ofRegister(frame, value, "perform arithmetic on", Op.isConstant(operand) ? -1 : operand);
  }

  static LuaError compare(LuaState state, Object left, Object right) {
    String first = LuaState.typeName(left);
    String second = LuaState.typeName(right);
    return state.runtimeError(
        first.charAt(2) == second.charAt(2)
            ? "attempt to compare two " + first + " values"
            : "attempt to compare " + first + " with " + second);
  }
}
