package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.command.CommandSpec;
import io.slotwise.protocol.command.KeyPositions;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.lock.Footprint;
import java.util.Arrays;
import java.util.List;

/** How the requests of one command find their slots: worked out once from its key specs. */
final class KeyRoute {

  /** Where a request runs. */
  enum Place {
    SLOT,
    CONNECTION,
    NODE,
    EXECUTOR,
    SCRIPT
  }

  private final CommandSpec spec;
  private final Place place;

  /** The one position that a key can be at, or 0 where it takes a closer look. */
  private final int onlyKey;

  /** The one plain range that holds all keys, or null. */
  private final KeySpec.Range range;

  KeyRoute(CommandSpec spec, Handler handler) {
    this.spec = spec;
    this.place = placeOf(handler);
    this.range =
        spec.keys().size() == 1
                && spec.keys().get(0) instanceof KeySpec.Range only
                && only.limit() <= 1
            ? only
            : null;
    this.onlyKey = range != null && range.first() == range.last() ? range.first() : 0;
  }

  private static Place placeOf(Handler handler) {
    if (handler instanceof Handler.OnNode
        || handler instanceof Handler.OnDatabases
        || handler instanceof Handler.OnEveryNode) {
      return Place.NODE;
    }
    if (handler instanceof Handler.ByExecutor) {
      return Place.EXECUTOR;
    }
    if (handler instanceof Handler.Scripted) {
      return Place.SCRIPT;
    }
    // A container has no handler, and its name alone answers on the connection.
    return handler == null || handler instanceof Handler.OnConnection
        ? Place.CONNECTION
        : Place.SLOT;
  }

  Place place() {
    return place;
  }

  /** Whether its requests have keys that decide where they run. */
  boolean hasSlots() {
    return place == Place.SLOT || place == Place.SCRIPT;
  }

  /** Whether it names shard channels, which have slots as keys do. */
  boolean isOnChannels() {
    return place == Place.CONNECTION
        && range != null
        && range.effects().contains(KeySpec.Effect.NOT_KEY);
  }

  /** The slot of a request with one key at a known place, or -1: see {@link #slots}. */
  int onlySlot(Args args) {
    return onlyKey == 0 ? -1 : slotAt(args, onlyKey);
  }

  /** Where the one key of {@link #onlySlot} stands, or 0. */
  int onlyKey() {
    return onlyKey;
  }

  /**
   * The different slots of the request's keys in ascending order; none when the request does not
   * fit its specs, and the command itself will say what is wrong with it.
   */
  int[] slots(Args args) {
    int[] slots = range == null ? slotsBySpecs(args) : slotsInRange(args);
    Arrays.sort(slots);
    int distinct = 0;
    for (int i = 0; i < slots.length; i++) {
      if (i == 0 || slots[i] != slots[i - 1]) {
        slots[distinct++] = slots[i];
      }
    }
    return distinct == slots.length ? slots : Arrays.copyOf(slots, distinct);
  }

  private int[] slotsInRange(Args args) {
    int last = range.last() < 0 ? args.count() + range.last() : range.last();
    int count = Math.max(0, (last - range.first()) / range.step() + 1);
    int[] slots = new int[count];
    for (int i = 0; i < count; i++) {
      slots[i] = slotAt(args, range.first() + i * range.step());
    }
    return slots;
  }

  private int[] slotsBySpecs(Args args) {
    List<KeyPositions.Key> keys = KeyPositions.find(spec, args);
    return keys == null
        ? new int[0]
        : keys.stream().mapToInt(key -> slotAt(args, key.position())).toArray();
  }

  private static int slotAt(Args args, int position) {
    return Slots.of(args.array(), args.offset(position), args.length(position));
  }

  /** What to lock for a request: its keys, shared where it only reads them. */
  Footprint footprint(int database, Args args) {
    return footprint(database, args, false);
  }

  /** The same for a request that is known to write nothing, or not. */
  Footprint footprint(int database, Args args, boolean onlyReads) {
    Footprint footprint = Footprint.empty();
    List<KeyPositions.Key> keys = KeyPositions.find(spec, args);
    if (keys != null) {
      for (KeyPositions.Key key : keys) {
        boolean writes = !onlyReads && key.spec().access() != KeySpec.Access.RO;
        footprint.key(database, args.get(key.position()), writes);
      }
    }
    return footprint;
  }
}
