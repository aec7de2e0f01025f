/**
 * What is known about a command without running it: name, arity, flags, key positions, ACL
 * categories. {@code COMMAND} answers from it, the gates of a connection check against it, the
 * router finds the keys with it. The code that serves a command is bound to its spec in {@code
 * sharding.api.CommandDef}.
 */
package io.slotwise.protocol.command;
