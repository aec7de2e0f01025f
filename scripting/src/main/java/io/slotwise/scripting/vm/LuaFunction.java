package io.slotwise.scripting.vm;

/** What can be called: Lua's own closures, and functions written in Java. */
public sealed interface LuaFunction permits Closure, NativeFunction {}
