package io.slotwise.node.script;

import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.connection.Extent;
import io.slotwise.node.connection.RunningScripts;
import io.slotwise.node.connection.ScriptSettings;
import io.slotwise.node.connection.ScriptThreads;
import io.slotwise.scripting.ScriptCache;
import java.util.function.Supplier;

/**
 * What the commands of this package work with.
 *
 * @param catalog that these commands are a part of: not yet there when they are made
 * @param extent which nodes there are
 */
record ScriptingServices(
    Supplier<CommandCatalog> catalog,
    Extent extent,
    ScriptCache cache,
    FunctionStore functions,
    LuaEngines engines,
    ShortScripts shortScripts,
    ScriptSettings settings,
    ScriptThreads threads,
    RunningScripts running) {}
