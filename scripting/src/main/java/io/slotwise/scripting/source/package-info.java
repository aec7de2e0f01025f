/**
 * From the text of a script to instructions: Lua 5.1's grammar and messages in front of LuaJ's
 * compiler. The only package that knows LuaJ.
 */
package io.slotwise.scripting.source;
