/**
 * Whether a node should be sent clients, and whether it should be left running. Parts of the node
 * contribute checks; {@code management} shows what they find. Checks are asked from any thread and
 * answer from memory.
 */
package io.slotwise.node.health;
