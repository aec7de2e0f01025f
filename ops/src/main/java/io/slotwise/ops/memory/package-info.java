/** MEMORY: where the memory of the process is, and what can be given back. */
package io.slotwise.ops.memory;
