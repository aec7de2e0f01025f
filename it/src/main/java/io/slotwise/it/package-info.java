/** placeholder */
package io.slotwise.it;
