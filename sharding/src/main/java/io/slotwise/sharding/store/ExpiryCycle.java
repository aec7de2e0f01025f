package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.slot.Turns;
import io.slotwise.sharding.store.rocks.RocksBatch;
import io.slotwise.sharding.store.rocks.RocksCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Deletes keys whose time has come though nobody asks for them: looks at tables that are due, finds
 * due keys among the dirty entries and in the disk's expiry index, and deletes them through the log
 * in the slot's turn, a few at a time.
 *
 * <p>The index may list a key at a time that is no longer its expiry. Such a line is dropped when
 * it is met, on the materialiser's thread: nobody else writes lines.
 */
final class ExpiryCycle {

  /** Keys deleted in one turn. */
  private static final int PORTION = 64;

  /** A run that takes longer goes on with the next one: expiry must not eat a core. */
  private static final long RUN_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private final StoreCore core;
  private final Turns turns;
  private final MaterialiserThread materialiser;
  private final TurnKeyspace keyspace;
  private final UpkeepIndex upkeep;
  private int slot;
  private int database;
  private long runEndsNanos;
  private boolean metLocked;
  private volatile boolean stopped;

  /** A line of the index. */
  private record Line(long expireAtMs, Bytes key) {}

  ExpiryCycle(StoreCore core, Turns turns, MaterialiserThread materialiser) {
    this.core = core;
    this.turns = turns;
    this.materialiser = materialiser;
    this.keyspace = core.newKeyspace();
    this.upkeep =
        new UpkeepIndex(
            core,
            materialiser,
            keyspace,
            (table, nowMs, work) ->
                turns.runExclusively(table.slot, () -> inTurn(table, nowMs, work)));
  }

  /** Ends a run under way soon. */
  void stop() {
    stopped = true;
  }

  /** Looks at every table once, or at as many as the time allows. */
  void run() {
    long nowMs = core.clock.millis();
    runEndsNanos = System.nanoTime() + RUN_MAX_NANOS;
    int tables = Slots.COUNT * core.tables.databases();
    for (int i = 0; i < tables && !stopped; i++) {
      if (core.tables.nextExpiryAtMs(database, slot) <= nowMs && core.log.takes(slot)) {
        expire(core.tables.get(database, slot), nowMs);
        if (timeIsUp()) {
          break;
        }
      }
      advance();
    }
    core.log.commit();
  }

  private boolean timeIsUp() {
    return stopped || System.nanoTime() - runEndsNanos > 0;
  }

  private void advance() {
    slot++;
    if (slot == Slots.COUNT) {
      slot = 0;
      database = (database + 1) % core.tables.databases();
    }
  }

  private void expire(SlotTable table, long nowMs) {
    long diskVersion = table.diskVersion;
    metLocked = false;
    long nextOnDiskMs = Math.min(expireIndexed(table, nowMs), upkeep.run(table, nowMs));
    if (metLocked) {
      // What is locked is left for the next time.
      nextOnDiskMs = nowMs;
    }
    long nextIndexedMs = nextOnDiskMs;
    turns.runExclusively(table.slot, () -> inTurn(table, nowMs, () -> expireDirty(table, nowMs)));
    turns.runExclusively(
        table.slot,
        () -> {
          long nextMs = Math.min(nextIndexedMs, nextAmongDirty(table));
          if (table.diskVersion != diskVersion) {
            // Lines may have come that were not seen: never look later than was planned.
            nextMs = Math.min(nextMs, core.tables.nextExpiryAtMs(table.database, table.slot));
          }
          core.tables.setNextExpiry(table, nextMs);
        });
  }

  /** Deletes what the index lists as due; returns when the next line is due. */
  private long expireIndexed(SlotTable table, long nowMs) {
    if (table.diskHoldsNothing()) {
      return Long.MAX_VALUE;
    }
    List<Line> lines = new ArrayList<>();
    try (RocksCursor cursor = core.rocks.cursor()) {
      cursor.seek(StoreKeys.prefix(table.slot, StoreKeys.KIND_EXPIRY, table.database));
      for (; cursor.isValid(); cursor.next()) {
        byte[] key = cursor.key();
        boolean ours = StoreKeys.hasPrefix(key, table.slot, StoreKeys.KIND_EXPIRY, table.database);
        long expireAtMs = ours ? StoreKeys.timeOf(key) : Long.MAX_VALUE;
        if (expireAtMs > nowMs) {
          meet(table, nowMs, lines);
          return expireAtMs;
        }
        lines.add(
            new Line(
                expireAtMs,
                Bytes.wrap(Arrays.copyOfRange(key, StoreKeys.TIMED_HEADER_BYTES, key.length))));
        if (lines.size() == PORTION) {
          meet(table, nowMs, lines);
          if (timeIsUp()) {
            return nowMs;
          }
        }
      }
    }
    meet(table, nowMs, lines);
    return Long.MAX_VALUE;
  }

  /** Expires the keys that the lines list rightly, and has the other lines dropped. */
  private void meet(SlotTable table, long nowMs, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    List<Line> stale = new ArrayList<>();
    turns.runExclusively(
        table.slot,
        () ->
            inTurn(
                table,
                nowMs,
                () -> {
                  for (Line line : lines) {
                    if (!keyspace.mayChange(table, line.key())) {
                      metLocked = true;
                      continue;
                    }
                    // Meeting an expired key deletes it.
                    Value value = keyspace.peek(line.key());
                    if (value == null || value.expireAtMs() != line.expireAtMs()) {
                      stale.add(line);
                    }
                  }
                }));
    lines.clear();
    if (!stale.isEmpty()) {
      materialiser.execute(() -> dropStale(table, stale));
    }
  }

  private void expireDirty(SlotTable table, long nowMs) {
    int budget = PORTION;
    for (Entry entry = table.dirtyHead(); entry != null && budget > 0; entry = entry.nextDirty) {
      if (entry.value != null
          && entry.value.isExpired(nowMs)
          && keyspace.mayChange(table, Bytes.wrap(entry.key))) {
        keyspace.expire(table, entry);
        budget--;
      }
    }
  }

  private static long nextAmongDirty(SlotTable table) {
    long nextMs = Long.MAX_VALUE;
    for (Entry entry = table.dirtyHead(); entry != null; entry = entry.nextDirty) {
      if (entry.value != null && entry.value.hasExpiry()) {
        nextMs = Math.min(nextMs, entry.value.expireAtMs());
      }
    }
    return nextMs;
  }

  private void inTurn(SlotTable table, long nowMs, Runnable work) {
    keyspace.begin(nowMs, core.places.databaseAt(table.database), true);
    keyspace.onSlot(table.slot);
    try {
      work.run();
      keyspace.commit();
    } catch (MoreTurns taken) {
      // Somebody is where the pages of a key are: left for the next time, like what is locked.
      keyspace.rollback();
      metLocked = true;
    } catch (RuntimeException e) {
      keyspace.rollback();
      throw e;
    }
  }

  /** On the materialiser's thread: what the disk says of the key now, it says to the end. */
  private void dropStale(SlotTable table, List<Line> lines) {
    byte[] head = new byte[StoredValue.HEADER_BYTES];
    try (RocksBatch batch = core.rocks.newBatch()) {
      for (Line line : lines) {
        byte[] key = line.key().toArray();
        int hash = core.keyHash.of(key, 0, key.length);
        boolean listed =
            core.rocks.getHead(StoreKeys.entry(table, hash, key), head)
                && StoredValue.expireAtMs(head) == line.expireAtMs();
        if (!listed) {
          batch.delete(StoreKeys.timed(StoreKeys.KIND_EXPIRY, table, line.expireAtMs(), key));
        }
      }
      if (!batch.isEmpty()) {
        core.rocks.write(batch);
      }
    }
  }
}
