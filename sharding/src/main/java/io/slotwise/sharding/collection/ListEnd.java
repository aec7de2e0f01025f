package io.slotwise.sharding.collection;

/** The two ends of a list: index 0 is at the left. */
public enum ListEnd {
  LEFT,
  RIGHT
}
