package io.slotwise.scripting.vm;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps a script from taking the heap of the whole server. Counting what is allocated is cheap but
 * says nothing of what was dropped again; so only when as much was allocated as the limit leaves,
 * the values that the script can still reach are weighed, and the count starts again from there. A
 * script that holds little never pays more than the counting.
 */
public final class MemoryGauge {

  private static final int STRING_OVERHEAD_BYTES = 40;
  private static final int SMALL_BYTES = 48;

  private final long limitBytes;
  private final Consumer<Consumer<Object>> roots;
  private long roomBytes;
  private boolean due;

  /**
   * @param roots tells of every value from which a script can reach others
   */
  MemoryGauge(long limitBytes, Consumer<Consumer<Object>> roots) {
    this.limitBytes = limitBytes;
    this.roots = roots;
    this.roomBytes = limitBytes;
  }

  public long limitBytes() {
    return limitBytes;
  }

  /** An estimate that grows until the next weighing. */
  public long usedBytes() {
    return Math.max(0, limitBytes - roomBytes);
  }

  /** Something was allocated. Never throws: half-made values must not be left behind. */
  public void charge(long bytes) {
    roomBytes -= bytes;
    if (roomBytes < 0) {
      due = true;
    }
  }

  /** Whether {@link #weigh} is to be called at the next safe point. */
  boolean isDue() {
    return due;
  }

  /** Whether so much more at once is out of the question. */
  public boolean refuses(long bytes) {
    return bytes > limitBytes;
  }

  void reset() {
    roomBytes = limitBytes;
    due = false;
  }

  /** Weighs what is reachable; false when that is more than the limit. */
  boolean weigh() {
    long live = weightOf();
    // A script near its limit is not weighed again for every little thing.
    roomBytes = Math.max(limitBytes - live, limitBytes / 16);
    due = false;
    return live <= limitBytes;
  }

  private long weightOf() {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    Consumer<Object> visit =
        value -> {
          if (value != null
              && !NumberCell.isNumber(value)
              && !(value instanceof Boolean)
              && seen.add(value)) {
            open.push(value);
          }
        };
    roots.accept(visit);
    long total = 0;
    while (!open.isEmpty() && total <= limitBytes) {
      total += weigh(open.pop(), visit);
    }
    return total;
  }

  private static long weigh(Object value, Consumer<Object> visit) {
    if (value instanceof LuaString string) {
      return STRING_OVERHEAD_BYTES + string.length();
    }
    if (value instanceof LuaTable table) {
      visit.accept(table.metatable());
      for (Object[] slots : table.slots()) {
        for (Object slot : slots) {
          visit.accept(slot);
        }
      }
      return table.weightBytes();
    }
    if (value instanceof Closure closure) {
      for (UpValue up : closure.upValues) {
        visit.accept(up.get());
      }
      return SMALL_BYTES + 24L * closure.upValues.length;
    }
    if (value instanceof Coroutine coroutine) {
      return SMALL_BYTES + coroutine.reach(visit);
    }
    return SMALL_BYTES;
  }
}
