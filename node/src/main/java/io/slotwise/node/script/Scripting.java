package io.slotwise.node.script;

import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.connection.ScriptServices;
import io.slotwise.scripting.ScriptCache;
import io.slotwise.sharding.api.CommandDef;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Scripts and functions of a node. */
public final class Scripting {

  /** Redis keeps every script until SCRIPT FLUSH; here those least used make room. */
  private static final int SCRIPTS_MAX = 10_000;

  private final ScriptingServices services;

  public Scripting(ScriptServices scripts, Supplier<CommandCatalog> catalog) {
    services =
        new ScriptingServices(
            catalog,
            new ScriptCache(SCRIPTS_MAX),
            new LuaEngines(),
            new ShortScripts(),
            scripts.settings(),
            scripts.threads(),
            scripts.running());
  }

  /** The commands of this package. */
  public List<CommandDef> commands() {
    return Stream.of(new EvalCommands(services).all(), new ScriptCommands(services).all())
        .flatMap(List::stream)
        .toList();
  }

  /** Has the first script of a client not pay for classes and code. */
  public void warmUp() {
    services.threads().execute(() -> services.engines().onThread().warmUp(new WarmUpCalls()));
  }
}
