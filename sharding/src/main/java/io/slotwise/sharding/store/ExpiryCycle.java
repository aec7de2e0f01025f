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
 * it is met, provided that memory holds no younger state of the key: the materialiser sees to those
 * itself.
 */
final class ExpiryCycle {

  /** Keys deleted in one turn. */
  private static final int PORTION = 64;

  /** A run that takes longer goes on with the next one: expiry must not eat a core. */
  private static final long RUN_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private final StoreCore core;
  private final Turns turns;
  private final TurnKeyspace keyspace;
  private int slot;
  private int database;

  /** A line of the index. */
  private record Line(long expireAtMs, byte[] key) {}

  ExpiryCycle(StoreCore core, Turns turns) {
    this.core = core;
    this.turns = turns;
    this.keyspace = core.newKeyspace();
  }

  /** Looks at every table once, or at as many as the time allows. */
  void run() {
    long nowMs = core.clock.millis();
    long startNanos = System.nanoTime();
    int tables = Slots.COUNT * core.tables.databases();
    for (int i = 0; i < tables; i++) {
      if (core.tables.nextExpiryAtMs(database, slot) <= nowMs) {
        expire(core.tables.get(database, slot), nowMs);
        if (System.nanoTime() - startNanos > RUN_MAX_NANOS || Thread.interrupted()) {
          break;
        }
      }
      advance();
    }
    core.journal.commit();
  }

  private void advance() {
    slot++;
    if (slot == Slots.COUNT) {
      slot = 0;
      database = (database + 1) % core.tables.databases();
    }
  }

  private void expire(SlotTable table, long nowMs) {
    List<Line> lines = new ArrayList<>();
    long nextOnDiskMs = readIndex(table, nowMs, lines);
    turns.runExclusively(table.slot, () -> expireInTurn(table, nowMs, lines, nextOnDiskMs));
  }

  /** Reads due lines; returns when the first line that was not read is due. */
  private long readIndex(SlotTable table, long nowMs, List<Line> into) {
    if (table.disk.keys == 0) {
      return Long.MAX_VALUE;
    }
    try (RocksCursor cursor = core.rocks.cursor()) {
      cursor.seek(StoreKeys.prefix(table.slot, StoreKeys.KIND_EXPIRY, table.database));
      for (; cursor.isValid(); cursor.next()) {
        byte[] key = cursor.key();
        if (!StoreKeys.hasPrefix(key, table.slot, StoreKeys.KIND_EXPIRY, table.database)) {
          return Long.MAX_VALUE;
        }
        long expireAtMs = StoreKeys.expireAtOf(key);
        if (expireAtMs > nowMs || into.size() == PORTION) {
          return expireAtMs;
        }
        into.add(
            new Line(
                expireAtMs, Arrays.copyOfRange(key, StoreKeys.EXPIRY_HEADER_BYTES, key.length)));
      }
    }
    return Long.MAX_VALUE;
  }

  private void expireInTurn(SlotTable table, long nowMs, List<Line> lines, long nextOnDiskMs) {
    keyspace.begin(nowMs, table.database, true);
    keyspace.onSlot(table.slot);
    try {
      long nextMs = nextOnDiskMs;
      int budget = PORTION;
      for (Entry entry = table.dirtyHead(); entry != null; entry = entry.nextDirty) {
        Value value = entry.value;
        if (value != null && value.hasExpiry()) {
          if (value.isExpired(nowMs) && budget > 0) {
            keyspace.expire(table, entry);
            budget--;
          } else {
            nextMs = Math.min(nextMs, value.expireAtMs());
          }
        }
      }
      dropStale(table, lines);
      core.tables.setNextExpiry(table, nextMs);
      keyspace.commit();
    } catch (RuntimeException e) {
      keyspace.rollback();
      throw e;
    }
  }

  /** Expires what the lines list, and deletes those that are not true any more. */
  private void dropStale(SlotTable table, List<Line> lines) {
    if (lines.isEmpty() || table.wiped) {
      return;
    }
    try (RocksBatch stale = core.rocks.newBatch()) {
      for (Line line : lines) {
        // Meeting an expired key deletes it.
        Value value = keyspace.peek(Bytes.wrap(line.key()));
        Entry entry = keyspace.inMemory(table, line.key());
        boolean changing = entry != null && !entry.isEvictable();
        if (!changing && (value == null || value.expireAtMs() != line.expireAtMs())) {
          stale.delete(StoreKeys.expiry(table, line.expireAtMs(), line.key()));
        }
      }
      if (!stale.isEmpty()) {
        core.rocks.write(stale);
      }
    }
  }
}
