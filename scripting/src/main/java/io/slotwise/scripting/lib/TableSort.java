package io.slotwise.scripting.lib;

import io.slotwise.scripting.vm.Frame;
import io.slotwise.scripting.vm.LuaState;
import io.slotwise.scripting.vm.LuaTable;
import io.slotwise.scripting.vm.NativeFunction;
import io.slotwise.scripting.vm.Operations;

/**
 * {@code table.sort}: a quicksort with the median of three as pivot. It makes the comparisons that
 * Lua 5.1 makes, so that elements that compare equal end where they do in Redis.
 */
final class TableSort {

  private final Frame frame;
  private final LuaState state;
  private final LuaTable table;
  private final Object order;

  private TableSort(Frame frame, LuaTable table, Object order) {
    this.frame = frame;
    this.state = frame.state();
    this.table = table;
    this.order = order;
  }

  static Object sort(Frame frame) {
    LuaTable table = frame.checkTable(1);
    long length = table.length();
    Object order = frame.isAbsentOrNil(2) ? null : frame.checkFunction(2);
    new TableSort(frame, table, order).sort(1, length);
    return NativeFunction.NOTHING;
  }

  private boolean less(Object left, Object right) {
    state.spend(1);
    return order == null
        ? Operations.lessThan(state, left, right)
        : LuaState.isTrue(LuaState.first(state.call(order, left, right)));
  }

  private void set(long index, Object value) {
    Operations.rawSet(state, table, (double) index, value);
  }

  private boolean swapIfLess(long high, long low) {
    Object atHigh = table.get(high);
    Object atLow = table.get(low);
    if (!less(atHigh, atLow)) {
      return false;
    }
    set(low, atHigh);
    set(high, atLow);
    return true;
  }

  private void swap(long a, long b) {
    Object atA = table.get(a);
    set(a, table.get(b));
    set(b, atA);
  }

  private void sort(long from, long to) {
    long low = from;
    long high = to;
    while (low < high) {
      swapIfLess(high, low);
      if (high - low == 1) {
        return;
      }
      long middle = (low + high) / 2;
      if (!swapIfLess(middle, low)) {
        swapIfLess(high, middle);
      }
      if (high - low == 2) {
        return;
      }
      Object pivot = table.get(middle);
      swap(middle, high - 1);
      long split = partition(low, high, pivot);
      // The smaller part first, the larger one in this loop: the depth stays small.
      if (split - low < high - split) {
        sort(low, split - 1);
        low = split + 1;
      } else {
        sort(split + 1, high);
        high = split - 1;
      }
    }
  }

  private long partition(long low, long high, Object pivot) {
    long i = low;
    long j = high - 1;
    while (true) {
      while (less(table.get(++i), pivot)) {
        if (i > high) {
          throw frame.error("invalid order function for sorting");
        }
      }
      while (less(pivot, table.get(--j))) {
        if (j < low) {
          throw frame.error("invalid order function for sorting");
        }
      }
      if (j < i) {
        break;
      }
      swap(i, j);
    }
    swap(high - 1, i);
    return i;
  }
}
