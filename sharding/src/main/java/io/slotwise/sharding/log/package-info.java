/**
 * The log: what makes a write last before it is anywhere else. {@link
 * io.slotwise.sharding.log.Journal} is the log of a standalone node, a row of segment files in one
 * folder; {@code ops/docs/storage.md} has its format.
 *
 * <p>Obligations of the caller:
 *
 * <ol>
 *   <li>append in the turn of every slot that the effects touch, so that the order of the log is
 *       the order of each slot;
 *   <li>call {@link io.slotwise.sharding.log.Journal#commit()} soon after, without holding turns
 *       for it;
 *   <li>let a reply leave only when {@link io.slotwise.sharding.log.Journal#durablePosition()} has
 *       reached what the reply depends on.
 * </ol>
 */
package io.slotwise.sharding.log;
