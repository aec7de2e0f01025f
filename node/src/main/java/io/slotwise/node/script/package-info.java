/**
 * EVAL, SCRIPT, FUNCTION and FCALL: what a request wants to have run, and what a script may do to
 * the server. How scripts hold their keys and which thread they run on is the business of {@link
 * io.slotwise.node.connection}; Lua itself is in {@code scripting}.
 */
package io.slotwise.node.script;
