/**
 * Values as Redis writes them into RDB files and DUMP payloads, of every version from 4 to 7.2, and
 * fields with deadlines of 7.4: bytes in, elements out, and back. Nothing here knows keys or how
 * Slotwise itself holds a value; that is the business of the commands that call it.
 *
 * <p>What is read may come from anybody. A reader never takes more memory than what is really there
 * can stand for, and answers whatever does not make sense with {@link
 * io.slotwise.sharding.rdb.RdbFormatException}.
 */
package io.slotwise.sharding.rdb;
