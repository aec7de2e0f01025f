/** The clients that people use, as they come, with their defaults. */
package io.slotwise.it.clients;
