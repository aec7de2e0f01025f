package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.command.CommandSpec;
import io.slotwise.protocol.command.KeyPositions;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.Handler;
import java.util.Arrays;

/** How the requests of one command find their slots: worked out once from its key specs. */
final class KeyRoute {

  /** Where a request runs. */
  enum Place {
    SLOT,
    CONNECTION,
    NODE
  }

  private final CommandSpec spec;
  private final Place place;

  /** The one position that a key can be at, or 0 where it takes a closer look. */
  private final int onlyKey;

  KeyRoute(CommandSpec spec, Handler handler) {
    this.spec = spec;
    this.place =
        handler instanceof Handler.OnSlot
            ? Place.SLOT
            : handler instanceof Handler.OnNode ? Place.NODE : Place.CONNECTION;
    this.onlyKey =
        spec.keys().size() == 1
                && spec.keys().get(0) instanceof KeySpec.Range range
                && range.first() == range.last()
            ? range.first()
            : 0;
  }

  Place place() {
    return place;
  }

  /** The slot of a request with one key at a known place, or -1: see {@link #slots}. */
  int onlySlot(Args args) {
    return onlyKey == 0
        ? -1
        : Slots.of(args.array(), args.offset(onlyKey), args.length(onlyKey));
  }

  /** The different slots of the request's keys in ascending order. */
  int[] slots(Args args) {
    int[] positions = KeyPositions.of(spec, args);
    int[] slots = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      slots[i] = Slots.of(args.array(), args.offset(positions[i]), args.length(positions[i]));
    }
    Arrays.sort(slots);
    int distinct = 0;
    for (int i = 0; i < slots.length; i++) {
      if (i == 0 || slots[i] != slots[i - 1]) {
        slots[distinct++] = slots[i];
      }
    }
    return distinct == slots.length ? slots : Arrays.copyOf(slots, distinct);
  }
}
