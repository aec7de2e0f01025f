/**
 * How Raft servers of nodes reach each other: Ratis's messages in frames over one connection in
 * each direction, in place of gRPC. An entry costs two changes of threads on its way instead of a
 * dozen, and what the groups of a node send at about the same time leaves together.
 */
package io.slotwise.sharding.log.raft.wire;
