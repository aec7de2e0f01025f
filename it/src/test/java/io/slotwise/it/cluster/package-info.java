/** What {@code slotwise cluster} does to running nodes. */
package io.slotwise.it.cluster;
