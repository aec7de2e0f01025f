package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.store.rocks.RocksBatch;
import io.slotwise.sharding.store.rocks.RocksCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The index on disk of when values need {@link Upkeep}. Like that of expiry it never lacks a line,
 * and may have lines that are true no longer: these are dropped when their time comes.
 */
final class UpkeepIndex {

  /** Keys looked after in one call: the next one goes on. */
  private static final int KEYS_MAX = 64;

  private final StoreCore core;
  private final MaterialiserThread materialiser;
  private final TurnKeyspace keyspace;
  private final InTurn inTurn;

  private record Line(long dueAtMs, Bytes key) {}

  /** Runs code as one commit in the turn of a table's slot. */
  interface InTurn {
    void run(SlotTable table, long nowMs, Runnable work);
  }

  UpkeepIndex(
      StoreCore core, MaterialiserThread materialiser, TurnKeyspace keyspace, InTurn inTurn) {
    this.core = core;
    this.materialiser = materialiser;
    this.keyspace = keyspace;
    this.inTurn = inTurn;
  }

  /** Sees to keys of the table that are due; returns when the next one is. */
  long run(SlotTable table, long nowMs) {
    if (core.upkeep == Upkeep.NONE || table.diskHoldsNothing()) {
      return Upkeep.NEVER;
    }
    List<Line> due = new ArrayList<>();
    long nextMs = read(table, nowMs, due);
    List<Line> stale = new ArrayList<>();
    for (Line line : due) {
      inTurn.run(
          table,
          nowMs,
          () -> {
            if (!keyspace.mayChange(table, line.key())) {
              // Whoever has locked it will be done by the next time.
              return;
            }
            Value value = keyspace.peek(line.key());
            if (value == null || core.upkeep.dueAtMs(value) != line.dueAtMs()) {
              stale.add(line);
            } else {
              core.upkeep.run(keyspace, line.key());
            }
          });
    }
    if (!stale.isEmpty()) {
      materialiser.execute(() -> dropStale(table, stale));
    }
    return nextMs;
  }

  private long read(SlotTable table, long nowMs, List<Line> due) {
    try (RocksCursor cursor = core.rocks.cursor()) {
      cursor.seek(StoreKeys.prefix(table.slot, StoreKeys.KIND_UPKEEP, table.database));
      for (; cursor.isValid(); cursor.next()) {
        byte[] key = cursor.key();
        if (!StoreKeys.hasPrefix(key, table.slot, StoreKeys.KIND_UPKEEP, table.database)) {
          break;
        }
        long dueAtMs = StoreKeys.timeOf(key);
        if (dueAtMs > nowMs || due.size() == KEYS_MAX) {
          return Math.max(dueAtMs, nowMs);
        }
        due.add(
            new Line(
                dueAtMs,
                Bytes.wrap(Arrays.copyOfRange(key, StoreKeys.TIMED_HEADER_BYTES, key.length))));
      }
    }
    // What was just done is not on disk yet, nor is its line dropped: look again before long.
    return due.isEmpty() ? Upkeep.NEVER : nowMs;
  }

  /** On the materialiser's thread: what the disk says of the key now, it says to the end. */
  private void dropStale(SlotTable table, List<Line> lines) {
    try (RocksBatch batch = core.rocks.newBatch()) {
      for (Line line : lines) {
        byte[] key = line.key().toArray();
        byte[] storeKey = StoreKeys.entry(table, core.keyHash.of(key, 0, key.length), key);
        byte[] stored = core.rocks.get(storeKey, storeKey.length);
        if (stored == null || core.upkeep.dueAtMs(StoredValue.decode(stored)) != line.dueAtMs()) {
          batch.delete(StoreKeys.timed(StoreKeys.KIND_UPKEEP, table, line.dueAtMs(), key));
        }
      }
      if (!batch.isEmpty()) {
        core.rocks.write(batch);
      }
    }
  }
}
