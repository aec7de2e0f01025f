/** What {@code COMMAND} tells clients, against what redis-server tells them. */
package io.slotwise.it.parity;
