/**
 * Locks on keys, for transactions that are too long to hold a slot's turn.
 *
 * <p>A turn is for microseconds. A script may run for seconds, and then it holds <em>locks</em>
 * instead: what it wants of each slot, its {@link io.slotwise.sharding.lock.Intents}, stands in the
 * slot's {@link io.slotwise.sharding.lock.LockTable} until it ends, and it takes the turn for the
 * moment of each command only. The idea is that of VLL (Ren, Thomson, Abadi: very lightweight
 * locking): intents never block whoever enters them, they wait in line; what conflicts with nothing
 * before it is granted at once and out of order.
 *
 * <p>Three levels: keys, shared or exclusive; a slot whole; everything. A {@link
 * io.slotwise.sharding.lock.LockTransaction} takes them one after the other in one order for all,
 * everything before slots and slots ascending, so nobody waits in a circle. A command that meets no
 * granted lock of others needs no lock of its own: it is over before its turn is.
 *
 * <p>Callers owe: end every transaction, touch a slot's table in its turn only, and never wait for
 * locks while holding a turn.
 */
package io.slotwise.sharding.lock;
