/** Clients of the whole server that wait for keys. */
package io.slotwise.it.blocking;
