package io.slotwise.sharding.collection;

/** Elements of a sorted set that follow each other. There are none where the edges are crossed. */
public record ElementRange(ElementEdge start, ElementEdge end) {}
