package io.slotwise.sharding.store;

import io.slotwise.protocol.Args;
import io.slotwise.sharding.api.Value;
import java.util.List;

/**
 * Has the processor fetch what the requests of a batch are going to read. Each step of a look-up
 * (table, bucket, entry, key and value) is done for all requests before the next one, so that the
 * processor waits for many of them at once instead of for one after the other.
 *
 * <p>It looks without holding turns: it may see anything, and neither trusts nor keeps it.
 */
final class Prefetch {

  private static final int BATCH_MAX = 64;

  /** A chain that changes while it is walked may lead astray: not for long. */
  private static final int CHAIN_MAX = 4;

  private final KeyHash keyHash;
  private final SlotTable[] tables = new SlotTable[BATCH_MAX];
  private final int[] hashes = new int[BATCH_MAX];
  private final Entry[] entries = new Entry[BATCH_MAX];
  private final Value[] values = new Value[BATCH_MAX];

  /** Keeps the compiler from leaving out reads whose result nobody needs. */
  private int seen;

  Prefetch(KeyHash keyHash) {
    this.keyHash = keyHash;
  }

  /**
   * @param slots of each request's key, negative for a request to pass over
   * @param keys where in each request its key stands
   */
  void run(SlotTable[] tablesOfDatabase, List<Args> requests, int[] slots, int[] keys) {
    for (int from = 0; from < slots.length; from += BATCH_MAX) {
      int count = Math.min(BATCH_MAX, slots.length - from);
      for (int i = 0; i < count; i++) {
        int slot = slots[from + i];
        tables[i] = slot < 0 ? null : tablesOfDatabase[slot];
      }
      for (int i = 0; i < count; i++) {
        if (tables[i] != null) {
          hash(i, requests.get(from + i), keys[from + i]);
        }
      }
      readEntries(count);
    }
  }

  private void hash(int index, Args args, int key) {
    hashes[index] = keyHash.of(args.array(), args.offset(key), args.length(key));
    seen += tables[index].bucketCount();
  }

  private void readEntries(int count) {
    for (int i = 0; i < count; i++) {
      entries[i] = tables[i] == null ? null : tables[i].bucketUnchecked(hashes[i]);
    }
    for (int i = 0; i < count; i++) {
      Entry entry = entries[i];
      for (int step = 0; step < CHAIN_MAX && entry != null && entry.hash != hashes[i]; step++) {
        entry = entry.next;
      }
      entries[i] = entry;
    }
    for (int i = 0; i < count; i++) {
      Entry entry = entries[i];
      values[i] = entry == null ? null : entry.value;
      seen += entry == null ? 0 : entry.key.length;
    }
    for (int i = 0; i < count; i++) {
      seen += values[i] == null ? 0 : values[i].bytes().length;
      tables[i] = null;
      entries[i] = null;
      values[i] = null;
    }
  }
}
