package io.slotwise.scripting.vm;

import io.slotwise.scripting.vm.Code.Op;
import java.util.Arrays;

/** How calls begin and results come back. */
final class Calls {

  private Calls() {}

  /**
   * Makes the frame a call of the closure with arguments from an array. Numbers in cells move: what
   * a caller has put into registers for a call is not looked at again by itself.
   */
  static void enter(Frame frame, Closure closure, Object[] from, int base, int count) {
    Code code = closure.code;
    int parameters = code.parameterCount();
    Object[] registers = new Object[code.registerCount()];
    System.arraycopy(from, base, registers, 0, Math.min(count, parameters));
    frame.variadic =
        code.variadic() && count > parameters
            ? NumberCell.plain(from, base + parameters, count - parameters)
            : NativeFunction.NOTHING;
    frame.function = closure;
    frame.closure = closure;
    frame.registers = registers;
    frame.open = null;
    frame.pc = 0;
    frame.top = 0;
    frame.calledFromJava = false;
  }

  /**
   * Carries out a call instruction.
   *
   * @return the frame to go on with: the callee's, or the same one when the call is over already;
   *     null when the coroutine has yielded
   */
  static Frame begin(LuaState state, Frame frame, int instruction, boolean tail) {
    state.tick();
    state.weighIfDue();
    int a = Op.a(instruction);
    int b = Op.b(instruction);
    int count = b == 0 ? frame.top - a - 1 : b - 1;
    int wanted = tail ? -1 : Op.c(instruction) - 1;
    Object callee = frame.registers[a];
    if (!(callee instanceof LuaFunction)) {
      callee = throughMetamethod(state, frame, a, count);
      count++;
    }
    Coroutine co = frame.coroutine;
    if (callee instanceof Closure closure) {
      if (tail) {
        frame.closeFrom(0);
        boolean fromJava = frame.calledFromJava;
        enter(frame, closure, frame.registers, a + 1, count);
        frame.calledFromJava = fromJava;
        frame.tailCalls++;
        return frame;
      }
      Frame next = co.push();
      enter(next, closure, frame.registers, a + 1, count);
      next.resultRegister = a;
      next.resultCount = wanted;
      return next;
    }
    Frame next = co.push();
    next.function = (NativeFunction) callee;
    next.registers = frame.registers;
    next.base = a + 1;
    next.count = count;
    next.calledFromJava = false;
    Object result = ((NativeFunction) callee).call(next);
    co.pop();
    if (result == LuaState.YIELDED) {
      co.yieldRegister = a;
      co.yieldCount = wanted;
      return null;
    }
    store(frame, a, wanted, result);
    return frame;
  }

  private static Object throughMetamethod(LuaState state, Frame frame, int a, int count) {
    Object value = NumberCell.plain(frame.registers[a]);
    Object handler = state.metamethod(value, Events.CALL);
    if (!(handler instanceof LuaFunction)) {
      throw Faults.ofRegister(frame, value, "call", a);
    }
    frame.ensure(a + count + 2);
    Object[] registers = frame.registers;
    System.arraycopy(registers, a, registers, a + 1, count + 1);
    registers[a] = handler;
    return handler;
  }

  /** Puts results into registers; a negative count means as many as there are. */
  static void store(Frame frame, int register, int wanted, Object result) {
    if (!(result instanceof Object[] many)) {
      if (wanted == 1) {
        frame.registers[register] = result;
        return;
      }
      store(frame, register, wanted, new Object[] {result}, 0, 1);
      return;
    }
    store(frame, register, wanted, many, 0, many.length);
  }

  private static void store(
      Frame frame, int register, int wanted, Object[] from, int base, int count) {
    if (wanted < 0) {
      frame.ensure(register + count);
      System.arraycopy(from, base, frame.registers, register, count);
      frame.top = register + count;
      return;
    }
    int given = Math.min(wanted, count);
    System.arraycopy(from, base, frame.registers, register, given);
    if (given < wanted) {
      Arrays.fill(frame.registers, register + given, register + wanted, null);
    }
  }

  /** Ends a call that Lua made; answers the caller's frame. */
  static Frame end(Frame frame, int instruction) {
    int a = Op.a(instruction);
    int b = Op.b(instruction);
    int count = b == 0 ? frame.top - a : b - 1;
    frame.closeFrom(0);
    Object[] registers = frame.registers;
    int register = frame.resultRegister;
    int wanted = frame.resultCount;
    Coroutine co = frame.coroutine;
    co.pop();
    Frame caller = co.top();
    store(caller, register, wanted, registers, a, count);
    return caller;
  }

  /** Ends a call that Java made; answers the results. */
  static Object endInJava(Frame frame, int instruction) {
    int a = Op.a(instruction);
    int b = Op.b(instruction);
    int count = b == 0 ? frame.top - a : b - 1;
    frame.closeFrom(0);
    Object[] registers = frame.registers;
    frame.coroutine.pop();
    return count == 1 ? NumberCell.plain(registers[a]) : NumberCell.plain(registers, a, count);
  }

  static Object resume(LuaState state, Coroutine co, Object[] arguments) {
    if (co.started) {
      store(co.top(), co.yieldRegister, co.yieldCount, arguments);
      co.nativeDepthInside = state.nativeDepth();
      return Interpreter.run(state, co);
    }
    co.started = true;
    co.nativeDepthInside = state.nativeDepth() + 1;
    return state.call(co.main, arguments);
  }
}
