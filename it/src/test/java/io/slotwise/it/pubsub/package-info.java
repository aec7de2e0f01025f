/** Subscribers of the whole server: order, limits, ends. */
package io.slotwise.it.pubsub;
