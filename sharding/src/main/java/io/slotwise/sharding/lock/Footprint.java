package io.slotwise.sharding.lock;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import java.util.TreeMap;

/** What a transaction locks: everything, or keys and whole slots. Filled first, then used. */
public final class Footprint {

  private final TreeMap<Integer, Intents> bySlot = new TreeMap<>();
  private final boolean everything;

  private Footprint(boolean everything) {
    this.everything = everything;
  }

  /** Nothing yet. */
  public static Footprint empty() {
    return new Footprint(false);
  }

  /** All keys of all slots, exclusively. */
  public static Footprint everything() {
    return new Footprint(true);
  }

  /**
   * Adds a key.
   *
   * @param exclusive whether nobody else may even read it
   */
  public Footprint key(int database, Bytes key, boolean exclusive) {
    in(Slots.of(key)).add(new KeyName(database, key.compact()), exclusive);
    return this;
  }

  /** Adds all keys of a slot, in all databases. */
  public Footprint slot(int slot, boolean exclusive) {
    in(slot).addWhole(exclusive);
    return this;
  }

  /** Adds what another one has. */
  public Footprint plus(Footprint other) {
    if (other.everything) {
      throw new IllegalArgumentException("everything is not to be added to something");
    }
    other.bySlot.forEach((slot, intents) -> in(slot).addAll(intents));
    return this;
  }

  private Intents in(int slot) {
    if (everything) {
      throw new IllegalStateException("nothing is to be added to everything");
    }
    return bySlot.computeIfAbsent(slot, any -> new Intents());
  }

  public boolean isEverything() {
    return everything;
  }

  /** The slots, ascending; none for everything. */
  public int[] slots() {
    return bySlot.keySet().stream().mapToInt(slot -> slot).toArray();
  }

  Intents of(int slot) {
    return bySlot.get(slot);
  }

  /** Whether not both can be locked at the same time. */
  public boolean conflictsWith(Footprint other) {
    if (everything || other.everything) {
      return true;
    }
    return bySlot.entrySet().stream()
        .anyMatch(
            of -> {
              Intents theirs = other.bySlot.get(of.getKey());
              return theirs != null && of.getValue().conflictWith(theirs);
            });
  }

  /** Whether who has locked this may read the key, or also write it. */
  public boolean covers(int slot, int database, Bytes key, boolean forWriting) {
    if (everything) {
      return true;
    }
    Intents intents = bySlot.get(slot);
    return intents != null && intents.cover(new KeyName(database, key), forWriting);
  }
}
