/**
 * The libraries that scripts find besides {@code redis}: Lua 5.1's own, and those that Redis adds.
 * Each is a table of functions, made once for an engine; arguments and errors are Lua's, to the
 * byte.
 */
package io.slotwise.scripting.lib;
