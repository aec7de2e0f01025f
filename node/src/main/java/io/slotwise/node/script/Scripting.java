package io.slotwise.node.script;

import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.connection.Extent;
import io.slotwise.node.connection.ScriptServices;
import io.slotwise.node.connection.ScriptSettings;
import io.slotwise.ops.info.HumanBytes;
import io.slotwise.scripting.ScriptCache;
import io.slotwise.sharding.api.CommandDef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Scripts and functions of a node. */
public final class Scripting {

  /** Redis keeps every script until SCRIPT FLUSH; here those least used make room. */
  private static final int SCRIPTS_MAX = 10_000;

  private final ScriptingServices services;
  private final ScriptCommands scriptCommands;

  /**
   * @param catalog that {@link #commands} will be part of
   * @param extent which nodes scripts are kept on
   * @param shelf where libraries of functions are kept
   */
  public Scripting(
      ScriptServices scripts, Supplier<CommandCatalog> catalog, Extent extent, LibraryShelf shelf) {
    LuaEngines engines = new LuaEngines();
    services =
        new ScriptingServices(
            catalog,
            extent,
            new ScriptCache(SCRIPTS_MAX),
            new FunctionStore(engines, shelf, scripts.threads()),
            engines,
            new ShortScripts(),
            scripts.settings(),
            scripts.threads(),
            scripts.running());
    scriptCommands = new ScriptCommands(services);
  }

  /** The commands of this package. */
  public List<CommandDef> commands() {
    return Stream.of(
            new EvalCommands(services, scriptCommands).all(),
            scriptCommands.all(),
            new FcallCommands(services).all(),
            new FunctionCommands(services).all())
        .flatMap(List::stream)
        .toList();
  }

  /** Fields for INFO's section on memory. */
  public Map<String, Object> memoryFigures() {
    FunctionTable functions = services.functions().table();
    long functionBytes =
        functions.libraries().stream().mapToLong(library -> library.source().text().length()).sum();
    long scriptBytes = services.cache().textBytes();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("used_memory_scripts_eval", scriptBytes);
    figures.put("number_of_cached_scripts", services.cache().size());
    figures.put("number_of_functions", functions.functionCount());
    figures.put("number_of_libraries", functions.libraries().size());
    figures.put("used_memory_functions", functionBytes);
    figures.put("used_memory_scripts", scriptBytes + functionBytes);
    figures.put("used_memory_scripts_human", HumanBytes.of(scriptBytes + functionBytes));
    return figures;
  }

  /** Fields for INFO's section on scripts. */
  public Map<String, Object> figures() {
    ScriptSettings settings = services.settings();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("lua_lock_level", word(settings.lockLevel()));
    figures.put("lua_undeclared_keys", word(settings.undeclaredKeys()));
    figures.put("lua_rollback", settings.isRollback() ? "on" : "off");
    figures.putAll(services.running().figures());
    return figures;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Has the first script of a client not pay for classes and code. */
  public void warmUp() {
    services.threads().execute(() -> services.engines().onThread().warmUp(new WarmUpCalls()));
  }
}
