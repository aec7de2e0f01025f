package io.slotwise.node.connection;

/** What it takes to run scripts. */
public record ScriptServices(
    ScriptSettings settings, ScriptThreads threads, RunningScripts running) {}
