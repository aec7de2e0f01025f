package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.StoreLog;
import io.slotwise.sharding.slot.Turns;
import io.slotwise.sharding.store.rocks.RocksBatch;
import io.slotwise.sharding.store.rocks.RocksFailure;
import io.slotwise.sharding.store.rocks.RocksStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round of bringing to disk what memory holds. In order:
 *
 * <ol>
 *   <li>note the log position;
 *   <li>take the dirty entries of every table in the turn of its slot, briefly;
 *   <li>wait until the log is synced beyond all of them, so that a power cut can never leave
 *       RocksDB ahead of the log;
 *   <li>write them in batches, latest values only, each batch with the tables' counters;
 *   <li>after each batch, in the turn again, mark what is unchanged since as clean;
 *   <li>write the noted position: everything up to it is in RocksDB now.
 * </ol>
 *
 * A crash anywhere leaves a position and states that are at least as new: replaying the log from
 * there leads to the same end. Used by one thread at a time.
 */
final class Materialiser implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Materialiser.class);
  private static final long RETRY_NANOS = 200_000_000;
  private static final int ENTRIES_PER_TURN = 512;
  private static final int BUCKETS_PER_TURN = 1024;

  private final StoreCore core;
  private final Turns turns;
  private final RocksStore rocks;
  private final PortionWriter writer;
  private final RocksBatch batch;
  private final Runnable betweenBatches;
  private final ReentrantLock roundLock = new ReentrantLock();

  /** Found out while writing a batch. */
  private final List<Buried> buried = new ArrayList<>();

  private record Buried(int slot, int database, PagedHeader collection) {}

  /** What has to come to disk in one batch. */
  private enum Together {
    ANY,
    SLOTS,
    ALL;

    private boolean has(int slot, int other) {
      return this == ALL || this == SLOTS && slot == other;
    }
  }

  private volatile Reach reach;
  private volatile long entriesWritten;
  private volatile long rounds;
  private volatile long lastRoundNanos;
  private volatile String problem;
  private volatile boolean stopping;

  /**
   * @param position what RocksDB holds
   * @param betweenBatches called where no entry is half-way between memory and disk
   */
  Materialiser(StoreCore core, Turns turns, long position, Runnable betweenBatches) {
    this.core = core;
    this.turns = turns;
    this.rocks = core.rocks;
    this.writer =
        new PortionWriter(
            rocks,
            core.upkeep,
            (slot, database, header) -> buried.add(new Buried(slot, database, header)));
    this.batch = rocks.newBatch();
    this.reach = Reach.ofPosition(position);
    this.betweenBatches = betweenBatches;
  }

  /** The log position up to which RocksDB has everything, be it only in its memtable. */
  long position() {
    return reach.position();
  }

  /** Why RocksDB takes nothing at present, or null. */
  String problem() {
    return problem;
  }

  /** From now on gives up what RocksDB does not take. */
  void stop() {
    stopping = true;
  }

  long entriesWritten() {
    return entriesWritten;
  }

  long rounds() {
    return rounds;
  }

  long lastRoundNanos() {
    return lastRoundNanos;
  }

  /**
   * Brings everything up to the log's present end to RocksDB.
   *
   * @return false if the log could not be synced, so that nothing was written
   */
  boolean round() throws InterruptedException {
    StoreLog log = core.log;
    return round(log.reach(), log);
  }

  /** The same during replay, when the log up to the position is synced already. */
  void roundDuringReplay(long upTo) {
    try {
      round(Reach.ofPosition(upTo), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while replaying the journal", e);
    }
  }

  /** Runs work while no entry is on its way to disk; waits for the round under way. */
  <T> T betweenRounds(Supplier<T> work) {
    roundLock.lock();
    try {
      return work.get();
    } finally {
      roundLock.unlock();
    }
  }

  private boolean round(Reach upTo, StoreLog log) throws InterruptedException {
    roundLock.lock();
    try {
      return roundAlone(upTo, log);
    } finally {
      roundLock.unlock();
    }
  }

  private boolean roundAlone(Reach upTo, StoreLog log) throws InterruptedException {
    long startNanos = System.nanoTime();
    Together together = together();
    List<Portion> portions = collect(together);
    if (portions.isEmpty() && upTo.equals(reach)) {
      return true;
    }
    core.probe.run();
    // Before the log is synced: what is written is in the log then, and can be replayed on it.
    byte[] places = core.places.toArray();
    Map<String, Bytes> notes = core.notes.takeDirty();
    if (log != null && !log.awaitSynced(upTo)) {
      putBack(portions);
      core.notes.putBack(notes);
      return false;
    }
    core.probe.run();
    boolean diskIsEmpty = new DiskWipe(core, this::insist).run(portions, batch);
    writeAll(portions, diskIsEmpty, together);
    sweep(portions);
    batch.put(StoreKeys.PLACES, places);
    notes.forEach((name, text) -> batch.put(StoreKeys.note(name), text.toArray()));
    WrittenReach.write(upTo, batch);
    writeBatch();
    core.probe.run();
    reach = upTo;
    rounds++;
    lastRoundNanos = System.nanoTime() - startNanos;
    return true;
  }

  /** With no log to mend it, a crash must not part a key from its pages. */
  private Together together() {
    if (core.logIsWhole) {
      return Together.ANY;
    }
    return core.hasKeysAway() ? Together.ALL : Together.SLOTS;
  }

  private List<Portion> collect(Together together) {
    if (together != Together.ALL) {
      return collect(together == Together.ANY ? ENTRIES_PER_TURN : Integer.MAX_VALUE, turns);
    }
    List<Portion> portions = new ArrayList<>();
    turns.runExclusively(
        IntStream.range(0, Slots.COUNT).toArray(),
        () -> portions.addAll(collect(Integer.MAX_VALUE, HeldKeys.HELD)));
    return portions;
  }

  private List<Portion> collect(int entriesPerTurn, Turns turnsToTake) {
    List<SlotTable> tables = new ArrayList<>();
    for (SlotTable table = core.tables.pollDirty();
        table != null;
        table = core.tables.pollDirty()) {
      tables.add(table);
    }
    tables.sort(
        Comparator.comparingInt((SlotTable table) -> table.slot)
            .thenComparingInt(table -> table.database));
    List<Portion> portions = new ArrayList<>(tables.size());
    for (int from = 0, to; from < tables.size(); from = to) {
      to = from + 1;
      while (to < tables.size() && tables.get(to).slot == tables.get(from).slot) {
        to++;
      }
      for (Portion first : collect(tables.subList(from, to), entriesPerTurn, turnsToTake)) {
        portions.add(first);
        collectRest(first, entriesPerTurn, portions);
      }
    }
    return portions;
  }

  /** The first portions of the tables of one slot, in one turn. */
  private static List<Portion> collect(
      List<SlotTable> tablesOfSlot, int entriesPerTurn, Turns turnsToTake) {
    List<Portion> firsts = new ArrayList<>(tablesOfSlot.size());
    turnsToTake.runExclusively(
        tablesOfSlot.get(0).slot,
        () -> {
          for (SlotTable table : tablesOfSlot) {
            table.queued = false;
            Portion portion = new Portion(table);
            portion.collect(entriesPerTurn);
            firsts.add(portion);
          }
        });
    return firsts;
  }

  /** A table with very many dirty entries gives them up in several turns, to stay responsive. */
  private void collectRest(Portion first, int entriesPerTurn, List<Portion> portions) {
    SlotTable table = first.table;
    Portion last = first;
    while (last.count == entriesPerTurn) {
      Portion[] next = new Portion[1];
      turns.runExclusively(
          table.slot,
          () -> {
            if (table.generation == first.generation) {
              next[0] = new Portion(table, false);
              next[0].collect(entriesPerTurn);
            }
          });
      if (next[0] == null) {
        return;
      }
      portions.add(next[0]);
      last = next[0];
    }
  }

  private void putBack(List<Portion> portions) {
    for (Portion portion : portions) {
      turns.runExclusively(
          portion.table.slot,
          () -> {
            core.tables.announceDirty(portion.table);
            if (portion.table.generation == portion.generation) {
              portion.putBack(core.tables);
            }
          });
    }
  }

  private void writeAll(List<Portion> portions, boolean diskIsEmpty, Together together) {
    List<Portion> written = new ArrayList<>();
    List<KeyCounters> counters = new ArrayList<>();
    for (Portion portion : portions) {
      // The next portion of the same table counts on from this one.
      Portion last = written.isEmpty() ? null : written.get(written.size() - 1);
      boolean sameTable = last != null && last.table == portion.table;
      boolean isFull =
          batch.sizeBytes() >= core.settings.materialiseBatchBytes()
              && !(last != null && together.has(last.table.slot, portion.table.slot));
      if (sameTable || isFull) {
        finishBatch(written, counters);
      }
      counters.add(writer.write(portion, batch, diskIsEmpty));
      written.add(portion);
    }
    finishBatch(written, counters);
  }

  /** Lets go of what memory still has of dropped collections, a little at a time. */
  private void sweep(List<Portion> portions) {
    for (Portion portion : portions) {
      if (portion.dropped.isEmpty()) {
        continue;
      }
      SlotTable table = portion.table;
      boolean[] more = {true};
      for (int bucket = 0; more[0]; bucket += BUCKETS_PER_TURN) {
        int from = bucket;
        turns.runExclusively(
            table.slot,
            () ->
                more[0] =
                    table.generation == portion.generation
                        && table.sweepDropped(from, BUCKETS_PER_TURN, core.cache));
      }
      turns.runExclusively(table.slot, () -> table.forgetDropped(portion.dropped));
      core.tallies.reclaimedCollections.add(portion.dropped.size());
    }
  }

  private void finishBatch(List<Portion> written, List<KeyCounters> counters) {
    writeBatch();
    core.probe.run();
    for (int i = 0; i < written.size(); i++) {
      Portion portion = written.get(i);
      KeyCounters disk = counters.get(i);
      turns.runExclusively(portion.table.slot, () -> finish(portion, disk));
      entriesWritten += portion.count;
      portion.letGo();
    }
    written.clear();
    counters.clear();
    for (Buried found : buried) {
      turns.runExclusively(
          found.slot(), () -> core.bury(found.database(), found.slot(), found.collection()));
    }
    buried.clear();
    betweenBatches.run();
  }

  private void writeBatch() {
    if (!batch.isEmpty()) {
      insist(() -> rocks.write(batch));
      batch.clear();
    }
  }

  /** Repeats until it works: a full disk is no reason to forget what memory holds. */
  private void insist(Runnable write) {
    while (true) {
      try {
        write.run();
        if (problem != null) {
          LOG.info("event=rocksdb-writes-again");
          problem = null;
        }
        return;
      } catch (RocksFailure e) {
        if (problem == null) {
          LOG.error("event=rocksdb-write-failed cause={}", e.getMessage());
        }
        problem = e.getMessage();
        if (stopping || e.isCorruption()) {
          throw e;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void finish(Portion portion, KeyCounters disk) {
    SlotTable table = portion.table;
    table.disk.set(disk);
    table.diskVersion++;
    if (table.generation != portion.generation) {
      return;
    }
    if (portion.wipe) {
      table.wiped = false;
    }
    for (int i = 0; i < portion.count; i++) {
      finishEntry(portion, i);
    }
  }

  private void finishEntry(Portion portion, int index) {
    SlotTable table = portion.table;
    Entry entry = portion.entries[index];
    if (entry.has(Entry.DISK_UNKNOWN)) {
      table.unknownCount--;
      if (portion.diskHas(index)) {
        table.live.change(-1, portion.diskExpireAtMs[index]);
      }
    }
    entry.clear(Entry.WRITING | Entry.DISK_UNKNOWN | Entry.DISK_PRESENT);
    Value value = portion.values[index];
    if (value != null) {
      entry.set(Entry.DISK_PRESENT);
      entry.diskExpireAtMs = value.expireAtMs();
      if (value.hasExpiry()) {
        core.tables.expectExpiry(table, value.expireAtMs());
      }
      if (!table.holdsPages) {
        core.tables.expectExpiry(table, core.upkeep.dueAtMs(value));
      }
    } else {
      entry.diskExpireAtMs = Value.NO_EXPIRY;
    }
    table.dirtyBytes -= portion.heapBytes[index];
    core.tables.addDirtyBytes(-portion.heapBytes[index]);
    // Where there is nothing to remember, the disk knows as little.
    boolean isKept = value != null && !core.cache.isTooLargeToStay(entry.heapBytes());
    if (!isKept && entry.isEvictable()) {
      long bytes = entry.heapBytes();
      table.remove(entry);
      table.heapBytes -= bytes;
      core.cache.add(-bytes);
    }
  }

  @Override
  public void close() {
    batch.close();
  }
}
