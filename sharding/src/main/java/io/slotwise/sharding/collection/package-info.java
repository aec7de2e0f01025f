/**
 * How collections lie in values and {@link io.slotwise.sharding.api.Pages}: packed bytes, no object
 * per element. A small collection is whole in the value of its key; a larger one is a tree or a
 * table of pages of about 1 KB, so that only what is used is in memory, a change costs one page,
 * and the log gets the bytes that differ.
 *
 * <p>For the commands on data types, within one command: objects of this package are made when a
 * command opens a key and forgotten when it returns.
 */
package io.slotwise.sharding.collection;
