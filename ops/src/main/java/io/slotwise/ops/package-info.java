/** placeholder */
package io.slotwise.ops;
