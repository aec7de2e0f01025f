package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Coroutine;
import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaError;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;
import io.slotwise.scripting.vm.Operations;
import java.util.Locale;

/** {@code coroutine}. */
public final class CoroutineLibrary {

  private CoroutineLibrary() {}

  public static LuaTable create() {
    return new Library()
        .add("create", CoroutineLibrary::newCoroutine)
        .add("resume", CoroutineLibrary::resume)
        .add("running", f -> f.state().runningCoroutine())
        .add("status", CoroutineLibrary::status)
        .add("wrap", CoroutineLibrary::wrap)
        .add("yield", f -> f.state().yield(f, f.argsFrom(1)))
        .table();
  }

  private static Coroutine newCoroutine(Frame f) {
    if (f.arg(1) instanceof io.slotwise.scripting.vm.Closure closure) {
      return f.state().newCoroutine(closure);
    }
    throw f.argError(1, "Lua function expected");
  }

  private static Coroutine check(Frame f) {
    if (f.arg(1) instanceof Coroutine coroutine) {
      return coroutine;
    }
    throw f.argError(1, "coroutine expected");
  }

  private static String statusText(Coroutine coroutine) {
    return coroutine.status().name().toLowerCase(Locale.ROOT);
  }

  private static Object status(Frame f) {
    return LuaString.of(statusText(check(f)));
  }

  private static Object run(LuaState state, Coroutine coroutine, Object[] arguments) {
    if (coroutine.status() != Coroutine.Status.SUSPENDED) {
      throw new LuaError("cannot resume " + statusText(coroutine) + " coroutine");
    }
    return state.resume(coroutine, arguments);
  }

  private static Object resume(Frame f) {
    Coroutine coroutine = check(f);
    try {
      Object[] results = LuaState.all(run(f.state(), coroutine, f.argsFrom(2)));
      Object[] withTrue = new Object[results.length + 1];
      withTrue[0] = Boolean.TRUE;
      System.arraycopy(results, 0, withTrue, 1, results.length);
      return withTrue;
    } catch (LuaError e) {
      return new Object[] {Boolean.FALSE, e.value()};
    }
  }

  private static Object wrap(Frame f) {
    Coroutine coroutine = newCoroutine(f);
    return new NativeFunction(
        inner -> {
          try {
            return run(inner.state(), coroutine, inner.argsFrom(1));
          } catch (LuaError e) {
            LuaString text = Operations.toText(e.value());
            throw text == null ? e : new LuaError(inner.where(1) + text.latin1());
          }
        });
  }
}
