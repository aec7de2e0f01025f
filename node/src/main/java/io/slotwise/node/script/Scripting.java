package io.slotwise.node.script;

import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.connection.ScriptServices;
import io.slotwise.protocol.Bytes;
import io.slotwise.scripting.ScriptCache;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.store.NodeStore;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Scripts and functions of a node. */
public final class Scripting {

  /** Redis keeps every script until SCRIPT FLUSH; here those least used make room. */
  private static final int SCRIPTS_MAX = 10_000;

  /** The note in the store that has the libraries of functions, as FUNCTION DUMP answers them. */
  private static final String FUNCTIONS = "functions";

  private final ScriptingServices services;

  /**
   * @param catalog that {@link #commands} will be part of
   * @param store where libraries of functions are kept
   */
  public Scripting(ScriptServices scripts, Supplier<CommandCatalog> catalog, NodeStore store) {
    LuaEngines engines = new LuaEngines();
    FunctionStore functions = new FunctionStore(engines, dump -> store.setNote(FUNCTIONS, dump));
    Bytes saved = store.note(FUNCTIONS);
    if (saved != null) {
      functions.load(saved);
    }
    services =
        new ScriptingServices(
            catalog,
            new ScriptCache(SCRIPTS_MAX),
            functions,
            engines,
            new ShortScripts(),
            scripts.settings(),
            scripts.threads(),
            scripts.running());
  }

  /** The commands of this package. */
  public List<CommandDef> commands() {
    return Stream.of(
            new EvalCommands(services).all(),
            new ScriptCommands(services).all(),
            new FcallCommands(services).all(),
            new FunctionCommands(services).all())
        .flatMap(List::stream)
        .toList();
  }

  /** Has the first script of a client not pay for classes and code. */
  public void warmUp() {
    services.threads().execute(() -> services.engines().onThread().warmUp(new WarmUpCalls()));
  }
}
