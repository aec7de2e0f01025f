/**
 * What clients saw, and whether a correct store could have shown it to them: clients that record
 * each call with its begin, end and answer ({@link io.slotwise.it.history.Recorder}), and the
 * checks of such histories ({@link io.slotwise.it.history.Linearizability}, {@link
 * io.slotwise.it.history.UniqueWrites}, {@link io.slotwise.it.history.Bank}). Nothing here knows
 * how a server is started, stopped or hurt.
 */
package io.slotwise.it.history;
