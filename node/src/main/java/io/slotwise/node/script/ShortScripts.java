package io.slotwise.node.script;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers which scripts did not fit on an event loop, so that it is not tried each time. */
final class ShortScripts {

  private static final int NAMES_MAX = 10_000;

  /** How often one that took long is taken to take long again. */
  private static final int PASSES = 1_000;

  private final Map<String, AtomicInteger> passesLeft = new ConcurrentHashMap<>();

  boolean seemsShort(String name) {
    AtomicInteger left = passesLeft.get(name);
    if (left == null) {
      return true;
    }
    if (left.decrementAndGet() > 0) {
      return false;
    }
    passesLeft.remove(name, left);
    return true;
  }

  void tookLong(String name) {
    if (passesLeft.size() >= NAMES_MAX) {
      passesLeft.clear();
    }
    passesLeft.put(name, new AtomicInteger(PASSES));
  }
}
