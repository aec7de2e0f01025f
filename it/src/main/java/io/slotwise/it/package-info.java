/**
 * Integration: everything here is a test, under {@code src/test}. This module sees all others and
 * nobody sees it.
 */
package io.slotwise.it;
