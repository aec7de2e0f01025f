/** placeholder */
package io.slotwise.node;
