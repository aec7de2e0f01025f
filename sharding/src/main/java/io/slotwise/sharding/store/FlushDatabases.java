package io.slotwise.sharding.store;

import io.slotwise.sharding.log.LogEntry;
import io.slotwise.sharding.replication.SlotRange;

/**
 * FLUSHDB and FLUSHALL: one effect in the log (of each shard), and memory forgets, while the turns
 * of all slots are held, so that no client sees half of it. What is on disk is hidden at once and
 * deleted by the materialiser.
 */
final class FlushDatabases {

  private static final int EFFECT_BYTES = 2;

  private final StoreCore core;
  private final AllTurns allTurns;

  FlushDatabases(StoreCore core, AllTurns allTurns) {
    this.core = core;
    this.allTurns = allTurns;
  }

  /**
   * @param database -1 for all
   * @return the log position
   */
  long run(int database) {
    return allTurns.run(
        () -> {
          long position = flush(database < 0 ? database : core.places.of(database));
          core.keyWrites.onFlush(database, position);
          return position;
        });
  }

  private long flush(int place) {
    long position = core.log.appendedPosition();
    for (SlotRange slots : core.log.ranges()) {
      core.announceDirty(place, slots);
      position = core.log.append(new Effect(place), slots.first());
      core.wipe(place, slots, position);
    }
    return position;
  }

  private record Effect(int place) implements LogEntry {
    @Override
    public int sizeBytes() {
      return EFFECT_BYTES;
    }

    @Override
    public int writeTo(byte[] target, int offset) {
      target[offset] = Effects.FLUSH;
      target[offset + 1] = (byte) (place < 0 ? Effects.ALL_DATABASES : place);
      return offset + EFFECT_BYTES;
    }
  }
}
