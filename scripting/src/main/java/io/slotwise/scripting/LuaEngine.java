package io.slotwise.scripting;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.lib.CjsonLibrary;
import io.slotwise.scripting.lib.MathLibrary;
import io.slotwise.scripting.redis.LuaToReply;
import io.slotwise.scripting.redis.RedisLibrary;
import io.slotwise.scripting.redis.ScriptCalls;
import io.slotwise.scripting.vm.Closure;
import io.slotwise.scripting.vm.Code;
import io.slotwise.scripting.vm.LuaError;
import io.slotwise.scripting.vm.LuaLimits;
import io.slotwise.scripting.vm.LuaNumbers;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaString;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.Operations;
import io.slotwise.scripting.vm.ScriptAborted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.stream.Collectors;

/**
 * Runs scripts and functions, one at a time, for whoever holds it. An engine belongs to one thread
 * at a time. What a script leaves behind in its globals is nothing: they cannot be changed. A
 * library's own variables last as long as the engine.
 */
public final class LuaEngine {

  /** How a run came to its end. */
  public enum Ending {
    /** With a reply of its own, be that an error. */
    RETURNED,
    /** By an error that it did not catch. */
    FAILED,
    KILLED
  }

  private final LuaState state;
  private final CjsonLibrary cjson = new CjsonLibrary();
  private final RedisLibrary redis;
  private final Globals globals;
  private final Map<FunctionLibrary, Map<String, FunctionRegistration.Registered>> loaded =
      new WeakHashMap<>();
  private RedisCalls calls = new NoCalls();
  private Ending ending = Ending.RETURNED;

  public LuaEngine(LuaLimits limits) {
    this.state = new LuaState(limits);
    this.redis = new RedisLibrary(state);
    this.globals = new Globals(state, new MathLibrary(), cjson, redis);
  }

  public LuaEngine() {
    this(LuaLimits.DEFAULT);
  }

  /** How the last run ended. */
  public Ending ending() {
    return ending;
  }

  /** EVAL: never throws for anything that a script does, only what the calls throw themselves. */
  public Reply eval(Script script, List<Bytes> keys, List<Bytes> arguments, RedisCalls calls) {
    begin(calls);
    globals.setArguments(list(keys), list(arguments));
    return run(script.sha1(), Closure.ofChunk(script.code(), globals.ofScripts()));
  }

  /**
   * FCALL.
   *
   * @return empty when the library has no such function
   */
  public Optional<Reply> call(
      FunctionLibrary library,
      String function,
      List<Bytes> keys,
      List<Bytes> arguments,
      RedisCalls calls)
      throws ScriptException {
    FunctionRegistration.Registered registered = instance(library).get(function);
    if (registered == null) {
      return Optional.empty();
    }
    begin(calls);
    return Optional.of(run(function, registered.callback(), list(keys), list(arguments)));
  }

  /**
   * The functions of a library in the order of their names: FUNCTION LOAD runs it to learn them.
   */
  public List<FunctionLibrary.Function> functions(FunctionLibrary library) throws ScriptException {
    return instance(library).values().stream()
        .map(FunctionRegistration.Registered::function)
        .collect(Collectors.toUnmodifiableList());
  }

  /**
   * Runs a little of everything, so that the first script of a client does not pay for classes and
   * code.
   */
  public void warmUp(RedisCalls calls) {
    WarmUp.run(this, calls);
  }

  // ------------------------------------------------------------------ running

  private void begin(RedisCalls calls) {
    this.calls = calls;
    ending = Ending.FAILED;
    cjson.reset();
    redis.begin(calls);
    state.begin(
        () -> {
          if (!calls.goesOn()) {
            throw new ScriptAborted(ScriptAborted.Reason.KILLED);
          }
        });
  }

  private LuaTable list(List<Bytes> values) {
    LuaTable table = state.newTable(values.size(), 0);
    for (int i = 0; i < values.size(); i++) {
      table.set(i + 1L, state.newString(values.get(i).toArray()));
    }
    return table;
  }

  private Reply run(String name, Object function, Object... arguments) {
    try {
      Object result = LuaState.first(state.call(function, arguments));
      ending = Ending.RETURNED;
      return new LuaToReply(redis.isResp3()).convert(result);
    } catch (LuaError e) {
      return failure(name, ScriptCalls.handled(state, e.value()));
    } catch (ScriptAborted e) {
      return failure(name, aborted(e.reason()));
    } catch (OutOfMemoryError e) {
      return failure(name, aborted(ScriptAborted.Reason.MEMORY));
    } catch (StackOverflowError e) {
      // There is more of it elsewhere than on an event loop.
      calls.memoryRefused();
      return failure(name, handledText("C stack overflow"));
    } finally {
      state.unwindTo(0);
    }
  }

  private LuaTable aborted(ScriptAborted.Reason reason) {
    if (reason == ScriptAborted.Reason.KILLED) {
      ending = Ending.KILLED;
    } else {
      calls.memoryRefused();
    }
    return handledText(
        switch (reason) {
          case KILLED -> "Script killed by user with SCRIPT KILL...";
          case MEMORY -> "not enough memory";
        });
  }

  private LuaTable handledText(String message) {
    return ScriptCalls.handled(state, LuaString.of(message));
  }

  private static Reply.Error failure(String name, LuaTable error) {
    LuaString text = Operations.toText(error.get("err"));
    String message = text == null ? "ERR unknown error" : Bytes.wrap(text.array()).utf8();
    LuaString source = Operations.toText(error.get("source"));
    Double line = LuaNumbers.toNumber(error.get("line"));
    String place =
        source == null || line == null
            ? "."
            : ", on " + source.latin1() + ":" + LuaNumbers.toText(line) + ".";
    return Errors.ofLine(message + " script: " + name + place);
  }

  // ------------------------------------------------------------------ libraries

  private Map<String, FunctionRegistration.Registered> instance(FunctionLibrary library)
      throws ScriptException {
    Map<String, FunctionRegistration.Registered> known = loaded.get(library);
    if (known == null) {
      known = load(library.code());
      loaded.put(library, known);
    }
    return known;
  }

  private Map<String, FunctionRegistration.Registered> load(Code code) throws ScriptException {
    FunctionRegistration registration = new FunctionRegistration();
    begin(new NoCalls());
    globals.setRegistration(registration);
    globals.loading(true);
    try {
      state.call(Closure.ofChunk(code, globals.ofLibraries()));
    } catch (LuaError e) {
      LuaString text = Operations.toText(ScriptCalls.handled(state, e.value()).get("err"));
      throw new ScriptException(
          "Error registering functions: " + (text == null ? "unknown error" : text.latin1()));
    } catch (ScriptAborted e) {
      String why =
          e.reason() == ScriptAborted.Reason.KILLED ? "FUNCTION LOAD timeout" : "not enough memory";
      throw new ScriptException("Error registering functions: ERR " + why);
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw new ScriptException("Error registering functions: ERR not enough memory");
    } finally {
      globals.loading(false);
      globals.setRegistration(null);
      state.unwindTo(0);
    }
    if (registration.functions().isEmpty()) {
      throw new ScriptException("No functions registered");
    }
    return registration.functions();
  }
}
