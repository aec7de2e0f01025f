/**
 * Slots: who may touch one, and when.
 *
 * <p>A slot's <em>turn</em> is held by one party at a time. When the slot is open and idle, a
 * thread takes the turn with one compare-and-set, runs a command and gives the turn back: no actor
 * is involved. Everything that has to wait goes through the slot's {@link
 * io.slotwise.sharding.slot.SlotEntity}: it closes the gate, so that nobody overtakes, waits for
 * the turn that is under way, and then grants turns in the order in which they were asked for. The
 * same gate is how a slot is closed before a hand-over or a stop.
 *
 * <p>Callers owe: give back every turn, never wait while holding one on an event loop, and take
 * several only in ascending order of slots.
 */
package io.slotwise.sharding.slot;
