/**
 * The room for Lua and functions: engine, sandbox, the redis.* bridge. Empty until scripts come; it
 * may see {@code sharding.api} and nothing else of the house.
 */
package io.slotwise.scripting;
