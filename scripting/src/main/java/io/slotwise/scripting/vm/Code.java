package io.slotwise.scripting.vm;

/**
 * A compiled function: instructions and what they refer to. Never changes, so that all engines
 * share it.
 *
 * @param constants nil is null, numbers are Doubles, strings are LuaStrings
 * @param lines of each instruction
 * @param locals in order of their scopes' beginnings
 * @param chunkName as messages show it
 * @param source as debug information shows it: {@code @name}
 */
public record Code(
    int[] instructions,
    Object[] constants,
    Code[] functions,
    int[] lines,
    UpValueSource[] upValues,
    Local[] locals,
    String chunkName,
    String source,
    int lineDefined,
    int parameterCount,
    boolean variadic,
    int registerCount) {

  /**
   * Where a new closure finds a shared variable: in a register of its maker, or among its shared
   * ones.
   */
  public record UpValueSource(String name, boolean inRegister, int index) {}

  /** A local variable is in scope from one instruction up to another, not included. */
  public record Local(String name, int fromInstruction, int toInstruction) {}

  int upValueCount() {
    return upValues.length;
  }

  /** The variable that lives in a register, or null. */
  String localName(int register, int instruction) {
    int left = register;
    for (Local local : locals) {
      if (local.fromInstruction() > instruction) {
        break;
      }
      if (instruction < local.toInstruction() && left-- == 0) {
        return local.name();
      }
    }
    return null;
  }

  /** What the compiler calls the variable that holds the globals. */
  static final String GLOBALS = "_ENV";

  /** Lua 5.2's instructions, which LuaJ's compiler writes, and one more. */
  static final class Op {
    static final int MOVE = 0;
    static final int LOADK = 1;
    static final int LOADKX = 2;
    static final int LOADBOOL = 3;
    static final int LOADNIL = 4;
    static final int GETUPVAL = 5;
    static final int GETTABUP = 6;
    static final int GETTABLE = 7;
    static final int SETTABUP = 8;
    static final int SETUPVAL = 9;
    static final int SETTABLE = 10;
    static final int NEWTABLE = 11;
    static final int SELF = 12;
    static final int ADD = 13;
    static final int SUB = 14;
    static final int MUL = 15;
    static final int DIV = 16;
    static final int MOD = 17;
    static final int POW = 18;
    static final int UNM = 19;
    static final int NOT = 20;
    static final int LEN = 21;
    static final int CONCAT = 22;
    static final int JMP = 23;
    static final int EQ = 24;
    static final int LT = 25;
    static final int LE = 26;
    static final int TEST = 27;
    static final int TESTSET = 28;
    static final int CALL = 29;
    static final int TAILCALL = 30;
    static final int RETURN = 31;
    static final int FORLOOP = 32;
    static final int FORPREP = 33;
    static final int TFORCALL = 34;
    static final int TFORLOOP = 35;
    static final int SETLIST = 36;
    static final int CLOSURE = 37;
    static final int VARARG = 38;
    static final int EXTRAARG = 39;

    /** {@code A}: makes Lua 5.1's implicit table {@code arg}. */
    public static final int ARGTABLE = 40;

    private Op() {}

    static int of(int instruction) {
      return instruction & 0x3f;
    }

    static int a(int instruction) {
      return instruction >>> 6 & 0xff;
    }

    static int b(int instruction) {
      return instruction >>> 23;
    }

    static int c(int instruction) {
      return instruction >>> 14 & 0x1ff;
    }

    static int bx(int instruction) {
      return instruction >>> 14;
    }

    static int sbx(int instruction) {
      return (instruction >>> 14) - 0x1ffff;
    }

    static boolean isConstant(int bOrC) {
      return (bOrC & 0x100) != 0;
    }
  }

  /** An instruction that sets the same register to nil. */
  public static int loadNil(int instruction) {
    return instruction & 0x3fc0 | Op.LOADNIL;
  }

  /** The same instruction, but making the implicit table {@code arg} instead. */
  public static int argTable(int instruction) {
    return instruction & ~0x3f | Op.ARGTABLE;
  }
}
