/**
 * Lua 5.1's values and the interpreter. Nil is null, booleans are Booleans, numbers are Doubles;
 * the rest has classes here. Nothing in this package is static and changeable, so engines do not
 * see each other; nothing in it is safe for two threads.
 */
package io.slotwise.scripting.vm;
