package io.slotwise.scripting;

import io.slotwise.scripting.lib.BaseLibrary;
import io.slotwise.scripting.lib.BitLibrary;
import io.slotwise.scripting.lib.CjsonLibrary;
import io.slotwise.scripting.lib.CmsgpackLibrary;
import io.slotwise.scripting.lib.CoroutineLibrary;
import io.slotwise.scripting.lib.MathLibrary;
import io.slotwise.scripting.lib.StringLibrary;
import io.slotwise.scripting.lib.StructLibrary;
import io.slotwise.scripting.lib.TableLibrary;
import io.slotwise.scripting.redis.RedisLibrary;
import io.slotwise.scripting.redis.ScriptCalls;
import io.slotwise.scripting.vm.Events;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;

/**
 * What scripts and functions find when they begin: Redis's names and no others, in tables that they
 * cannot change. Nothing here leads to files, to byte code, to Java, or to another script's
 * variables.
 */
final class Globals {

  private final LuaTable ofScripts;
  private final LuaTable ofFunctions;
  private final LuaTable whileLoading;
  private final LuaTable loadingRedis;
  private final LuaTable libraryEnvironment = new LuaTable();
  private final LuaTable libraryMetatable = new LuaTable();

  Globals(LuaState state, MathLibrary math, CjsonLibrary cjson, RedisLibrary redis) {
    LuaTable string = StringLibrary.create(state);
    ofScripts = standard(string, math, cjson);
    ofScripts.put("redis", readonly(redis.forScripts()));
    ofScripts.put(
        "__redis__err__handler", new NativeFunction(f -> ScriptCalls.handled(f.state(), f.arg(1))));
    protect(ofScripts);
    ofFunctions = standard(string, math, cjson);
    ofFunctions.put("redis", readonly(redis.forFunctions()));
    protect(ofFunctions);
    loadingRedis = redis.whileLoading();
    protect(loadingRedis);
    whileLoading = new LuaTable();
    whileLoading.put("redis", loadingRedis);
    protect(whileLoading);
    libraryEnvironment.setMetatable(libraryMetatable);
    libraryEnvironment.setReadonly(true);
    loading(false);
    libraryMetatable.setReadonly(true);
  }

  private static LuaTable standard(LuaTable string, MathLibrary math, CjsonLibrary cjson) {
    LuaTable globals = new LuaTable();
    BaseLibrary.install(globals);
    globals.put("pcall", new NativeFunction(ScriptCalls::protectedCall));
    globals.put("string", readonly(string));
    globals.put("table", readonly(TableLibrary.create()));
    globals.put("math", readonly(math.create()));
    globals.put("coroutine", readonly(CoroutineLibrary.create()));
    globals.put("bit", readonly(BitLibrary.create()));
    globals.put("struct", readonly(StructLibrary.create()));
    globals.put("cjson", readonly(cjson.create()));
    globals.put("cmsgpack", readonly(CmsgpackLibrary.create()));
    return globals;
  }

  private static LuaTable readonly(LuaTable table) {
    return table.setReadonly(true);
  }

  /** No unknown name can be read, none can be set. */
  private static void protect(LuaTable table) {
    LuaTable metatable = new LuaTable();
    metatable.put(
        Events.INDEX.latin1(),
        new NativeFunction(
            f -> {
              throw f.error(
                  "Script attempted to access nonexistent global variable '"
                      + f.checkString(2).upToNul()
                      + "'");
            }));
    table.setMetatable(metatable.setReadonly(true));
    table.setReadonly(true);
  }

  LuaTable ofScripts() {
    return ofScripts;
  }

  /** Keys and arguments are globals of a script; the engine alone may set them. */
  void setArguments(LuaTable keys, LuaTable arguments) {
    ofScripts.put("KEYS", keys);
    ofScripts.put("ARGV", arguments);
  }

  /**
   * The environment that every library shares: empty, and what it shows depends on whether one
   * loads.
   */
  LuaTable ofLibraries() {
    return libraryEnvironment;
  }

  /** While a library loads it sees little more than the way to register its functions. */
  void loading(boolean loads) {
    libraryMetatable.put(Events.INDEX.latin1(), loads ? whileLoading : ofFunctions);
  }

  void setRegistration(FunctionRegistration registration) {
    loadingRedis.put(
        "register_function",
        registration == null ? null : new NativeFunction(registration::register));
  }
}
