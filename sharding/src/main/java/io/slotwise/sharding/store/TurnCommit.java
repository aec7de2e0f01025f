package io.slotwise.sharding.store;

/** Makes a write set real, in the turns of all its slots. */
final class TurnCommit {

  private final StoreCore core;
  private final TurnEntries entries;
  private final WriteSet writes;
  private final Burials burials;

  TurnCommit(StoreCore core, TurnEntries entries, Burials burials) {
    this.core = core;
    this.entries = entries;
    this.writes = entries.writes;
    this.burials = burials;
  }

  /**
   * Puts one record into the log. If that throws, nothing has happened but that the write set may
   * have shrunk.
   *
   * @return its position, or 0 if nothing is left to be written
   */
  long append() {
    burials.run();
    entries.dropWhatCameToNothing();
    if (writes.count() == 0) {
      return 0;
    }
    for (int i = 0; i < writes.count(); i++) {
      core.tables.announceDirty(writes.table(i));
    }
    writes.allowSplices(core.logIsWhole);
    return core.log.append(writes, writes.table(0).slot);
  }

  /** Books what has got its position in the log, tells the listener, and clears the write set. */
  void settle(long position, KeyWriteListener listener) {
    for (int i = 0; i < writes.count(); i++) {
      core.settle(writes.table(i), writes.entry(i), writes.before(i), position);
      entries.dependOn(writes.table(i));
    }
    if (listener.isListening()) {
      tell(position, listener);
    }
    for (WriteSet.Drop drop : writes.drops()) {
      core.drop(drop.pages(), drop.collection());
    }
    writes.clear();
    entries.committed();
  }

  private void tell(long position, KeyWriteListener listener) {
    for (int i = 0; i < writes.count(); i++) {
      SlotTable table = writes.table(i);
      if (!table.holdsPages) {
        listener.onWrite(core.places.databaseAt(table.database), writes.entry(i).key, position);
      }
    }
  }
}
