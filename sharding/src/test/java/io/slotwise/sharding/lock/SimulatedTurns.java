package io.slotwise.sharding.lock;

import io.slotwise.sharding.slot.Turns;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Turns that a simulation takes and grants: nothing happens by itself. */
final class SimulatedTurns implements Turns {

  private final Random random;
  private final Set<Integer> held = new HashSet<>();
  private final Map<Integer, Deque<Runnable>> requests = new HashMap<>();

  SimulatedTurns(Random random) {
    this.random = random;
  }

  @Override
  public boolean tryTake(int slot) {
    // A request may still be on its way to the entity, which closes the gate only then.
    boolean gateIsClosed = requests.containsKey(slot) && random.nextInt(4) > 0;
    return !gateIsClosed && held.add(slot);
  }

  @Override
  public boolean isIdle(int slot) {
    return !held.contains(slot);
  }

  @Override
  public void request(int slot, Runnable onGranted) {
    requests.computeIfAbsent(slot, any -> new ArrayDeque<>()).add(onGranted);
  }

  /** The slots where somebody could be granted the turn now. */
  List<Integer> grantable() {
    return requests.keySet().stream().filter(slot -> !held.contains(slot)).sorted().toList();
  }

  boolean nobodyWaits() {
    return requests.isEmpty();
  }

  void grant(int slot) {
    Deque<Runnable> line = requests.get(slot);
    Runnable next = line.poll();
    if (line.isEmpty()) {
      requests.remove(slot);
    }
    held.add(slot);
    next.run();
  }

  @Override
  public void release(int slot) {
    if (!held.remove(slot)) {
      throw new IllegalStateException("turn of slot " + slot + " given back but not held");
    }
  }

  @Override
  public void take(int slot) {
    throw new UnsupportedOperationException("nobody waits in a simulation");
  }

  @Override
  public void runExclusively(int slot, Runnable work) {
    throw new UnsupportedOperationException("nobody waits in a simulation");
  }
}
