/**
 * The room for Lua and functions. {@link io.slotwise.scripting.LuaEngine} runs scripts ({@link
 * io.slotwise.scripting.Script}) and libraries ({@link io.slotwise.scripting.FunctionLibrary})
 * against {@link io.slotwise.scripting.RedisCalls}, which the caller gives for each run.
 *
 * <p>The caller owes three things: an engine is used by one thread at a time; a script that runs
 * for long is ended with {@code kill} or waited for; what a script's commands have written is
 * undone by the caller when the reply is the error of a killed script. The room may see {@code
 * sharding.api} and nothing else of the house.
 */
package io.slotwise.scripting;
