package io.slotwise.sharding.store;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.log.LogEntry;
import io.slotwise.sharding.slot.Turns;

/**
 * FLUSHDB and FLUSHALL: one effect in the log, and memory forgets, while the turns of all slots are
 * held, so that no client sees half of it. What is on disk is hidden at once and deleted by the
 * materialiser.
 */
final class FlushDatabases {

  private static final int EFFECT_BYTES = 2;

  private final StoreCore core;
  private final Turns turns;

  FlushDatabases(StoreCore core, Turns turns) {
    this.core = core;
    this.turns = turns;
  }

  /**
   * @param database -1 for all
   * @return the log position
   */
  synchronized long run(int database) {
    int taken = 0;
    long position;
    try {
      while (taken < Slots.COUNT) {
        turns.take(taken);
        taken++;
      }
      position = flush(database);
    } finally {
      for (int slot = 0; slot < taken; slot++) {
        turns.release(slot);
      }
    }
    core.journal.commit();
    return position;
  }

  private long flush(int database) {
    core.announceDirty(database);
    long position = core.journal.append(new Effect(database));
    core.wipe(database, position);
    core.keyWrites.onFlush(database, position);
    return position;
  }

  private record Effect(int database) implements LogEntry {
    @Override
    public int sizeBytes() {
      return EFFECT_BYTES;
    }

    @Override
    public int writeTo(byte[] target, int offset) {
      target[offset] = Effects.FLUSH;
      target[offset + 1] = (byte) (database < 0 ? Effects.ALL_DATABASES : database);
      return offset + EFFECT_BYTES;
    }
  }
}
