/**
 * DEBUG for tests, behind {@code enable-debug-command}: the safe part, which looks, waits, fills
 * and compares, and never breaks anything. The gate that refuses it stands before every command and
 * goes by the flag PROTECTED.
 */
package io.slotwise.ops.debug;
