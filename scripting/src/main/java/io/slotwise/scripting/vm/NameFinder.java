package io.slotwise.scripting.vm;

import io.slotwise.scripting.vm.Code.Op;

/**
 * Finds out what a script calls the value in a register, for messages such as {@code attempt to
 * index global 'a' (a nil value)}: goes through the instructions before the failing one, as Lua
 * does, and looks at the one that filled the register.
 */
final class NameFinder {

  /** What kind of variable, and its name. */
  record Name(String kind, String text) {}

  private NameFinder() {}

  /** What the calling instruction at {@code pc} calls, or null. */
  static Name callee(Code code, int pc) {
    int instruction = code.instructions()[pc];
    return switch (Op.of(instruction)) {
      case Op.CALL, Op.TAILCALL, Op.TFORCALL -> register(code, pc, Op.a(instruction));
      default -> null;
    };
  }

  /** What the register holds just before the instruction at {@code pc}, or null. */
  static Name register(Code code, int pc, int register) {
    String local = code.localName(register, pc);
    if (local != null) {
      return new Name("local", local);
    }
    int setter = lastSetter(code, pc, register);
    if (setter < 0) {
      return null;
    }
    int instruction = code.instructions()[setter];
    int b = Op.b(instruction);
    int c = Op.c(instruction);
    return switch (Op.of(instruction)) {
      case Op.GETTABUP -> {
        boolean global = code.upValues()[b].name().equals(Code.GLOBALS);
        yield new Name(global ? "global" : "field", constantName(code, c));
      }
      case Op.MOVE -> b < Op.a(instruction) ? register(code, setter, b) : null;
      case Op.GETTABLE -> new Name("field", constantName(code, c));
      case Op.GETUPVAL -> new Name("upvalue", code.upValues()[b].name());
      case Op.SELF -> new Name("method", constantName(code, c));
      default -> null;
    };
  }

  private static String constantName(Code code, int c) {
    return Op.isConstant(c) && code.constants()[c & 0xff] instanceof LuaString string
        ? string.upToNul()
        : "?";
  }

  /** The last instruction before {@code end} that changes the register, following jumps forward. */
  private static int lastSetter(Code code, int end, int register) {
    int[] instructions = code.instructions();
    int last = -1;
    for (int pc = 0; pc < end; pc++) {
      int instruction = instructions[pc];
      int a = Op.a(instruction);
      boolean sets =
          switch (Op.of(instruction)) {
            case Op.LOADNIL -> register >= a && register <= a + Op.b(instruction);
            case Op.SELF -> register == a || register == a + 1;
            case Op.CALL, Op.TAILCALL -> register >= a;
            case Op.TFORCALL -> register >= a + 2;
            case Op.FORLOOP, Op.FORPREP -> register >= a && register <= a + 3;
            case Op.VARARG ->
                Op.b(instruction) == 0
                    ? register >= a
                    : register >= a && register < a + Op.b(instruction) - 1;
            case Op.JMP,
                Op.SETTABUP,
                Op.SETUPVAL,
                Op.SETTABLE,
                Op.EQ,
                Op.LT,
                Op.LE,
                Op.TEST,
                Op.RETURN,
                Op.SETLIST,
                Op.TFORLOOP,
                Op.EXTRAARG ->
                false;
            default -> register == a;
          };
      if (sets) {
        last = pc;
      }
      if (Op.of(instruction) == Op.JMP) {
        int target = pc + 1 + Op.sbx(instruction);
        if (target > pc && target <= end) {
          pc = target - 1;
        }
      }
    }
    return last;
  }
}
