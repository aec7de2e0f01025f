/** That what an earlier release has left can be read, and that nodes of two releases get along. */
package io.slotwise.it.upgrade;
