/**
 * What lies at the key of a stream: entries by id, consumer groups, and who has been given what.
 * {@link io.slotwise.sharding.stream.Stream} hides how it is laid out in the key's value and in
 * pages.
 *
 * <p>For the commands on streams, within one command: objects of this package are made when a
 * command opens a key and forgotten when it returns. A command that has changed a stream saves it
 * once, at its end.
 */
package io.slotwise.sharding.stream;
