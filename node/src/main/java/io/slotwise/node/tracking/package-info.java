/**
 * Client-side caching: which client has read which key, and telling it when that key changes. Knows
 * connections and nothing of commands; usable from any thread but where a class says otherwise.
 */
package io.slotwise.node.tracking;
