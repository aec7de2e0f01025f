package io.slotwise.scripting.vm;

import io.slotwise.scripting.vm.Code.Op;

/**
 * Executes compiled functions. A call of one Lua function by another stays in the same loop; the
 * program counter is kept in the frame before every instruction, so that an error can name its line
 * and variable.
 */
final class Interpreter {

  /** Table constructors write their items in portions of so many. */
  private static final int ITEMS_PER_FLUSH = 50;

  private Interpreter() {}

  /** Runs the newest call until the one that Java made returns. */
  static Object run(LuaState state, Coroutine co) {
    Frame frame = co.top();
    int[] instructions = frame.closure.code.instructions();
    int pc = frame.pc;
    while (true) {
      int i = instructions[pc++];
      frame.pc = pc;
      switch (Op.of(i)) {
        case Op.CALL, Op.TAILCALL -> {
          Frame next = Calls.begin(state, frame, i, Op.of(i) == Op.TAILCALL);
          if (next == null) {
            return LuaState.YIELDED;
          }
          frame = next;
          instructions = frame.closure.code.instructions();
          pc = frame.pc;
        }
        case Op.RETURN -> {
          if (frame.calledFromJava) {
            return Calls.endInJava(frame, i);
          }
          frame = Calls.end(frame, i);
          instructions = frame.closure.code.instructions();
          pc = frame.pc;
        }
        case Op.FORLOOP -> pc = forLoop(state, frame.registers, Op.a(i), i, pc);
        case Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MOD, Op.POW ->
            arithmetic(frame, frame.registers, i);
        case Op.EQ, Op.LT, Op.LE -> {
          if (!compare(state, frame, i)) {
            pc++;
          }
        }
        case Op.JMP -> pc = jump(state, frame, i, pc);
        default -> pc = step(state, frame, i, pc);
      }
    }
  }

  /** One instruction that stays in its function; answers where to go on. */
  private static int step(LuaState state, Frame f, int i, int pc) {
    Object[] r = f.registers;
    int a = Op.a(i);
    switch (Op.of(i)) {
      case Op.MOVE -> NumberCell.copy(r, a, r[Op.b(i)]);
      case Op.LOADK -> r[a] = f.closure.code.constants()[Op.bx(i)];
      case Op.GETTABUP ->
          r[a] = get(state, f.closure.upValues[Op.b(i)].get(), operand(f, r, Op.c(i)));
      case Op.GETTABLE -> r[a] = get(state, r[Op.b(i)], operand(f, r, Op.c(i)));
      case Op.SETTABLE -> set(state, r[a], operand(f, r, Op.b(i)), operand(f, r, Op.c(i)));
      case Op.TEST -> {
        return LuaState.isTrue(r[a]) == (Op.c(i) != 0) ? pc : pc + 1;
      }
      case Op.GETUPVAL -> r[a] = f.closure.upValues[Op.b(i)].get();
      case Op.SETUPVAL -> f.closure.upValues[Op.b(i)].set(NumberCell.plain(r[a]));
      case Op.LOADBOOL -> {
        r[a] = Op.b(i) != 0;
        return Op.c(i) != 0 ? pc + 1 : pc;
      }
      case Op.LOADNIL -> java.util.Arrays.fill(r, a, a + Op.b(i) + 1, null);
      case Op.NOT -> r[a] = !LuaState.isTrue(r[Op.b(i)]);
      case Op.LEN -> r[a] = Operations.length(f, r[Op.b(i)], Op.b(i));
      case Op.CONCAT -> r[a] = Operations.concat(f, Op.b(i), Op.c(i));
      default -> {
        return rareStep(state, f, i, pc);
      }
    }
    return pc;
  }

  private static int rareStep(LuaState state, Frame f, int i, int pc) {
    Object[] r = f.registers;
    int a = Op.a(i);
    int b = Op.b(i);
    switch (Op.of(i)) {
      case Op.LOADKX -> {
        r[a] = f.closure.code.constants()[f.closure.code.instructions()[pc] >>> 6];
        return pc + 1;
      }
      case Op.SETTABUP ->
          set(state, f.closure.upValues[a].get(), operand(f, r, b), operand(f, r, Op.c(i)));
      case Op.NEWTABLE -> {
        r[a] = state.newTable(floatingByte(b), floatingByte(Op.c(i)));
        state.weighIfDue();
      }
      case Op.SELF -> {
        Object self = r[b];
        Object method = get(state, self, operand(f, r, Op.c(i)));
        r[a + 1] = NumberCell.plain(self);
        r[a] = method;
      }
      case Op.UNM -> r[a] = Operations.negate(f, NumberCell.plain(r[b]), b);
      case Op.TESTSET -> {
        if (LuaState.isTrue(r[b]) != (Op.c(i) != 0)) {
          return pc + 1;
        }
        NumberCell.copy(r, a, r[b]);
      }
      case Op.FORPREP -> {
        forPrepare(state, r, a);
        return pc + Op.sbx(i);
      }
      case Op.TFORCALL -> forCall(state, f, i);
      case Op.TFORLOOP -> {
        state.tick();
        if (r[a + 1] != null) {
          NumberCell.copy(r, a, r[a + 1]);
          return pc + Op.sbx(i);
        }
      }
      case Op.SETLIST -> {
        return setList(state, f, i, pc);
      }
      case Op.CLOSURE -> r[a] = closure(state, f, f.closure.code.functions()[Op.bx(i)]);
      case Op.VARARG -> Calls.store(f, a, b - 1, f.variadic);
      case Op.ARGTABLE -> r[a] = argTable(state, f.variadic);
      default -> throw new IllegalStateException("instruction " + Op.of(i));
    }
    return pc;
  }

  private static Object operand(Frame frame, Object[] registers, int bOrC) {
    return Op.isConstant(bOrC) ? frame.closure.code.constants()[bOrC & 0xff] : registers[bOrC];
  }

  private static Object get(LuaState state, Object container, Object key) {
    if (container instanceof LuaTable table) {
      Object value = key instanceof NumberCell cell ? table.get(cell.number) : table.get(key);
      if (value != null || table.metatable() == null) {
        return value;
      }
    }
    return Operations.index(state, NumberCell.plain(container), NumberCell.plain(key));
  }

  private static void set(LuaState state, Object container, Object key, Object value) {
    Object plain = NumberCell.plain(value);
    if (!(container instanceof LuaTable table) || table.metatable() != null) {
      Operations.setIndex(state, NumberCell.plain(container), NumberCell.plain(key), plain);
    } else if (!(key instanceof NumberCell cell) || !table.setInArray(cell.number, plain)) {
      Operations.rawSet(state, table, NumberCell.plain(key), plain);
    }
    state.weighIfDue();
  }

  private static void arithmetic(Frame f, Object[] r, int i) {
    Object left = operand(f, r, Op.b(i));
    Object right = operand(f, r, Op.c(i));
    int op = Op.of(i);
    if (!NumberCell.isNumber(left) || !NumberCell.isNumber(right)) {
      r[Op.a(i)] =
          Operations.arithmetic(
              f, op, NumberCell.plain(left), NumberCell.plain(right), Op.b(i), Op.c(i));
      return;
    }
    double x = NumberCell.number(left);
    double y = NumberCell.number(right);
    double result =
        switch (op) {
          case Op.ADD -> x + y;
          case Op.SUB -> x - y;
          case Op.MUL -> x * y;
          default -> Operations.compute(op, x, y);
        };
    NumberCell.put(r, Op.a(i), result);
  }

  /** Whether the comparison has the outcome that the instruction names. */
  private static boolean compare(LuaState state, Frame f, int i) {
    Object left = operand(f, f.registers, Op.b(i));
    Object right = operand(f, f.registers, Op.c(i));
    int op = Op.of(i);
    boolean outcome;
    if (NumberCell.isNumber(left) && NumberCell.isNumber(right)) {
      double x = NumberCell.number(left);
      double y = NumberCell.number(right);
      outcome = op == Op.EQ ? x == y : op == Op.LT ? x < y : x <= y;
    } else {
      outcome = Operations.compare(state, op, NumberCell.plain(left), NumberCell.plain(right));
    }
    return outcome == (Op.a(i) != 0);
  }

  private static int jump(LuaState state, Frame frame, int i, int pc) {
    int a = Op.a(i);
    if (a != 0) {
      frame.closeFrom(a - 1);
    }
    int by = Op.sbx(i);
    if (by < 0) {
      state.tick();
    }
    return pc + by;
  }

  private static int forLoop(LuaState state, Object[] r, int a, int i, int pc) {
    state.tick();
    NumberCell counter = (NumberCell) r[a];
    double step = (Double) r[a + 2];
    double index = counter.number + step;
    double limit = (Double) r[a + 1];
    if (step > 0 ? index <= limit : limit <= index) {
      counter.number = index;
      NumberCell.put(r, a + 3, index);
      return pc + Op.sbx(i);
    }
    return pc;
  }

  private static void forPrepare(LuaState state, Object[] r, int a) {
    Double initial = LuaNumbers.toNumber(NumberCell.plain(r[a]));
    Double limit = LuaNumbers.toNumber(NumberCell.plain(r[a + 1]));
    Double step = LuaNumbers.toNumber(NumberCell.plain(r[a + 2]));
    if (initial == null || limit == null || step == null) {
      String which = initial == null ? "initial value" : limit == null ? "limit" : "step";
      throw state.runtimeError("'for' " + which + " must be a number");
    }
    NumberCell.put(r, a, initial - step);
    r[a + 1] = limit;
    r[a + 2] = step;
  }

  private static void forCall(LuaState state, Frame f, int i) {
    int a = Op.a(i);
    Object[] r = f.registers;
    Object iterator = NumberCell.plain(r[a]);
    Object[] arguments = NumberCell.plain(r, a + 1, 2);
    if (iterator instanceof NativeFunction nativeFunction) {
      Frame next = f.coroutine.push();
      next.function = nativeFunction;
      next.registers = arguments;
      next.base = 0;
      next.count = 2;
      next.calledFromJava = false;
      Object result = nativeFunction.call(next);
      f.coroutine.pop();
      if (result == LuaState.YIELDED) {
        throw state.runtimeError("attempt to yield across metamethod/C-call boundary");
      }
      Calls.store(f, a + 3, Op.c(i), result);
      return;
    }
    if (!(iterator instanceof LuaFunction) && state.metamethod(iterator, Events.CALL) == null) {
      throw Faults.ofRegister(f, iterator, "call", -1);
    }
    Calls.store(f, a + 3, Op.c(i), state.call(iterator, arguments));
  }

  private static int setList(LuaState state, Frame f, int i, int pc) {
    int a = Op.a(i);
    int count = Op.b(i) == 0 ? f.top - a - 1 : Op.b(i);
    int block = Op.c(i);
    int next = pc;
    if (block == 0) {
      block = f.closure.code.instructions()[pc] >>> 6;
      next++;
    }
    LuaTable table = (LuaTable) f.registers[a];
    int last = (block - 1) * ITEMS_PER_FLUSH + count;
    table.ensureArray(last);
    for (int item = count; item > 0; item--) {
      table.set(last--, NumberCell.plain(f.registers[a + item]));
    }
    state.weighIfDue();
    return next;
  }

  private static Closure closure(LuaState state, Frame frame, Code code) {
    Code.UpValueSource[] sources = code.upValues();
    UpValue[] upValues = new UpValue[sources.length];
    for (int i = 0; i < upValues.length; i++) {
      int index = sources[i].index();
      upValues[i] = sources[i].inRegister() ? frame.share(index) : frame.closure.upValues[index];
    }
    state.gauge().charge(48 + 24L * upValues.length);
    return new Closure(code, upValues);
  }

  private static LuaTable argTable(LuaState state, Object[] values) {
    LuaTable table = state.newTable(values.length, 1);
    for (int i = 0; i < values.length; i++) {
      table.set(i + 1L, values[i]);
    }
    table.put("n", (double) values.length);
    return table;
  }

  /** Sizes in instructions: three bits of mantissa, five of exponent. */
  private static int floatingByte(int x) {
    int exponent = x >> 3 & 0x1f;
    return exponent == 0 ? x : (x & 7) + 8 << exponent - 1;
  }
}
