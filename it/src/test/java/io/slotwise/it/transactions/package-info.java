/** Transactions of many clients at once, and whether some order of them explains what they saw. */
package io.slotwise.it.transactions;
