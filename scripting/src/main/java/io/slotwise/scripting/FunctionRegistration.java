package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import io.slotwise.scripting.redis.RedisLibrary;
import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaError;
import io.slotwise.scripting.vm.LuaFunction;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;
import io.slotwise.scripting.vm.Operations;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code redis.register_function}, as long as one library loads. */
final class FunctionRegistration {

  private static final String SELF = "redis.register_function";

  /** A function with the Lua function behind it. */
  record Registered(FunctionLibrary.Function function, LuaFunction callback) {}

  private final Map<String, Registered> functions = new LinkedHashMap<>();

  Map<String, Registered> functions() {
    return functions;
  }

  Object register(Frame f) {
    LuaState state = f.state();
    if (f.count() < 1 || f.count() > 2) {
      throw RedisLibrary.raise(state, "wrong number of arguments to " + SELF);
    }
    if (f.count() == 2) {
      add(state, positional(f));
    } else if (f.arg(1) instanceof LuaTable arguments) {
      add(state, named(state, arguments));
    } else {
      throw RedisLibrary.raise(
          state,
          "calling "
              + SELF
              + " with a single argument is only applicable to Lua table (representing named"
              + " arguments).");
    }
    return NativeFunction.NOTHING;
  }

  private void add(LuaState state, Registered registered) {
    String name = registered.function().name();
    if (!Shebang.isName(name)) {
      throw RedisLibrary.raise(state, Shebang.INVALID_NAME);
    }
    if (functions.putIfAbsent(name, registered) != null) {
      throw RedisLibrary.raise(state, "Function already exists in the library");
    }
  }

  private static Registered positional(Frame f) {
    LuaString name = Operations.toText(f.arg(1));
    if (name == null) {
      throw RedisLibrary.raise(f.state(), "first argument to " + SELF + " must be a string");
    }
    if (!(f.arg(2) instanceof LuaFunction callback)) {
      throw RedisLibrary.raise(f.state(), "second argument to " + SELF + " must be a function");
    }
    return new Registered(
        new FunctionLibrary.Function(name.latin1(), Optional.empty(), Set.of()), callback);
  }

  private static Registered named(LuaState state, LuaTable arguments) {
    LuaString name = null;
    LuaString description = null;
    LuaFunction callback = null;
    Set<ScriptFlag> flags = Set.of();
    for (int at = arguments.nextFilled(0); at >= 0; at = arguments.nextFilled(at + 1)) {
      Object value = arguments.valueAt(at);
      LuaString key = Operations.toText(arguments.keyAt(at));
      switch (key == null ? "" : key.latin1()) {
        case "function_name" -> name = string(state, value, "function_name");
        case "description" -> description = string(state, value, "description");
        case "callback" -> {
          if (!(value instanceof LuaFunction function)) {
            throw given(state, "callback argument given", "function");
          }
          callback = function;
        }
        case "flags" -> flags = flags(state, value);
        default -> throw RedisLibrary.raise(state, "unknown argument given to " + SELF);
      }
    }
    if (name == null) {
      throw RedisLibrary.raise(state, SELF + " must get a function name argument");
    }
    if (callback == null) {
      throw RedisLibrary.raise(state, SELF + " must get a callback argument");
    }
    Optional<Bytes> text = Optional.ofNullable(description).map(d -> Bytes.wrap(d.array()));
    return new Registered(new FunctionLibrary.Function(name.latin1(), text, flags), callback);
  }

  private static LuaError given(LuaState state, String what, String expected) {
    return RedisLibrary.raise(state, what + " to " + SELF + " must be a " + expected);
  }

  private static LuaString string(LuaState state, Object value, String argument) {
    LuaString text = Operations.toText(value);
    if (text == null) {
      throw given(state, argument + " argument given", "string");
    }
    return text;
  }

  private static Set<ScriptFlag> flags(LuaState state, Object value) {
    if (!(value instanceof LuaTable list)) {
      throw given(state, "flags argument", "table representing function flags");
    }
    Set<ScriptFlag> flags = EnumSet.noneOf(ScriptFlag.class);
    for (long i = 1; list.get(i) != null; i++) {
      ScriptFlag flag =
          list.get(i) instanceof LuaString text ? ScriptFlag.of(text.latin1()).orElse(null) : null;
      if (flag == null) {
        throw RedisLibrary.raise(state, "unknown flag given");
      }
      flags.add(flag);
    }
    return Set.copyOf(flags);
  }
}
