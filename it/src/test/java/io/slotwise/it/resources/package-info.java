/** What the server costs: memory by connection, descriptors, threads. */
package io.slotwise.it.resources;
