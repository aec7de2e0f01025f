/**
 * What every test of this module stands on: servers as processes ({@link
 * io.slotwise.it.harness.SlotwiseProcess}, {@link io.slotwise.it.harness.RedisOracle}), a client
 * that keeps the bytes of a reply ({@link io.slotwise.it.harness.RawClient}), and the words of
 * redis-cli ({@link io.slotwise.it.harness.CliWords}). Whoever starts a server closes it.
 */
package io.slotwise.it.harness;
