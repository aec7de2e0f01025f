package io.slotwise.scripting.vm;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A stack of calls. Lua's own calls nest here and not on Java's stack; therefore a coroutine needs
 * no thread, and deep recursion is an error of the script's. As in Lua 5.1 it cannot yield across a
 * function written in Java.
 */
public final class Coroutine {

  /** As Lua names them. */
  public enum Status {
    SUSPENDED,
    RUNNING,
    NORMAL,
    DEAD
  }

  private static final int FRAMES_AT_FIRST = 8;

  private final LuaState state;
  private Frame[] frames = new Frame[FRAMES_AT_FIRST];
  private int depth;
  Status status = Status.SUSPENDED;
  final LuaFunction main;
  boolean started;
  Object[] yielded;
  Coroutine resumer;
  int nativeDepthInside;
  int yieldRegister;
  int yieldCount;

  Coroutine(LuaState state, LuaFunction main) {
    this.state = state;
    this.main = main;
  }

  public Status status() {
    return status;
  }

  int depth() {
    return depth;
  }

  /** Only straight from Lua: no function written in Java may be on the way to the resumer. */
  boolean mayYield(int nativeDepth) {
    return nativeDepth == nativeDepthInside && frames[0].isLua();
  }

  Frame push() {
    if (depth == frames.length) {
      if (depth >= state.limits().callDepthMax()) {
        throw state.runtimeError("stack overflow");
      }
      frames = Arrays.copyOf(frames, Math.min(depth * 2, state.limits().callDepthMax()));
    }
    Frame frame = frames[depth];
    if (frame == null) {
      frame = new Frame(state, this, depth);
      frames[depth] = frame;
    }
    frame.tailCalls = 0;
    frame.pc = 0;
    depth++;
    return frame;
  }

  void pop() {
    frames[--depth].clear();
  }

  Frame top() {
    return depth == 0 ? null : frames[depth - 1];
  }

  void unwindTo(int target) {
    while (depth > target) {
      Frame frame = top();
      frame.closeFrom(0);
      pop();
    }
  }

  /**
   * The call that many levels up, 0 being the one under way; null where there is none or only its
   * trace.
   */
  Frame level(int level) {
    int left = level;
    for (int i = depth - 1; i >= 0; i--) {
      if (left == 0) {
        return frames[i];
      }
      left--;
      if (frames[i].isLua()) {
        left -= frames[i].tailCalls;
        if (left < 0) {
          return null;
        }
      }
    }
    return null;
  }

  /** What the calling instruction calls a function, or null. */
  NameFinder.Name calleeName(Frame callee) {
    if (callee.depth == 0 || callee.calledFromJava || callee.tailCalls > 0) {
      return null;
    }
    Frame caller = frames[callee.depth - 1];
    return caller.isLua() ? NameFinder.callee(caller.closure.code, caller.pc - 1) : null;
  }

  /** Shows every value that the calls hold; answers what the stack itself weighs. */
  long reach(Consumer<Object> visit) {
    visit.accept(main);
    long weight = 0;
    for (int i = 0; i < depth; i++) {
      Frame frame = frames[i];
      visit.accept(frame.function);
      weight += reach(frame.registers, visit) + reach(frame.variadic, visit);
    }
    return weight + reach(yielded, visit);
  }

  private static long reach(Object[] values, Consumer<Object> visit) {
    if (values == null) {
      return 0;
    }
    for (Object value : values) {
      visit.accept(value);
    }
    return 16 + 8L * values.length;
  }
}
