/** placeholder */
package io.slotwise.scripting;
