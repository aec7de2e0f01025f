package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.log.LogEntry;

/** SWAPDB: one effect in the log says where every database lies from now on. */
final class SwapDatabases {

  private static final int ANY_SLOT = 0;

  private final StoreCore core;
  private final AllTurns allTurns;

  SwapDatabases(StoreCore core, AllTurns allTurns) {
    this.core = core;
    this.allTurns = allTurns;
  }

  /**
   * @return the log position
   */
  long run(int first, int second) {
    return allTurns.run(
        slot -> true,
        () -> {
          byte[] places = core.places.swapped(first, second);
          long position = core.log.append(new Effect(Bytes.wrap(places)), ANY_SLOT);
          core.places.set(places);
          core.keyWrites.onFlush(first, position);
          core.keyWrites.onFlush(second, position);
          return position;
        });
  }

  /** All places, so that it may be replayed on any. */
  private record Effect(Bytes places) implements LogEntry {
    @Override
    public int sizeBytes() {
      return 2 + places.length();
    }

    @Override
    public int writeTo(byte[] target, int offset) {
      target[offset] = Effects.PLACES;
      target[offset + 1] = (byte) places.length();
      places.copyTo(target, offset + 2);
      return offset + sizeBytes();
    }
  }
}
