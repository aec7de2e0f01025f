/**
 * What survives a kill, a power cut, a full disk and a damaged folder, through the packaged server.
 */
package io.slotwise.it.durability;
