package io.slotwise.sharding.store;

import io.slotwise.sharding.log.JournalReader;
import io.slotwise.sharding.replication.SlotRange;

/**
 * Brings the journal's effects back into memory at start, before anybody else may look. When they
 * grow too many they are materialised on the way.
 */
final class Replay implements JournalReader.Visitor {

  private final StoreCore core;
  private final Materialiser materialiser;
  private final Redo redo;
  private long commits;

  Replay(StoreCore core, Materialiser materialiser) {
    this.core = core;
    this.materialiser = materialiser;
    this.redo = new Redo(core, Redo.NO_TURNS);
  }

  /** How many commits were replayed. */
  long commits() {
    return commits;
  }

  @Override
  public void commit(long at, byte[] bytes, int offset, int length) {
    redo.run(SlotRange.ALL, at, bytes, offset, length);
    commits++;
    if (core.tables.dirtyBytes() > core.settings.dirtySoftBytes()) {
      materialiser.roundDuringReplay(at);
    }
  }
}
