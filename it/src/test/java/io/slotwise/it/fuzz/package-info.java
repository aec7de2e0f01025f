/**
 * Hostile and unlucky input over TCP: any split of a stream, garbage, promises of bytes that never
 * come.
 */
package io.slotwise.it.fuzz;
