/**
 * Between scripts and the server: the library {@code redis}, and replies as values of Lua and back.
 */
package io.slotwise.scripting.redis;
