package io.slotwise.scripting.vm;

/**
 * A table as Lua 5.1 lays it out: an array part, sized so that more than half of it is used, and a
 * hash part of chained nodes in one block (Brent's variation). The layout is not a detail: the
 * order of {@code pairs}, the length of an array with holes and therefore what cjson and cmsgpack
 * write all follow from it, and scripts get what Redis gives them.
 */
public final class LuaTable {

  private static final int ARRAY_BITS_MAX = 26;
  private static final Object[] NO_SLOTS = new Object[0];
  private static final int[] NO_LINKS = new int[0];
  private static final int NONE = -1;

  private Object[] array;
  private Object[] keys;
  private Object[] values;
  private int[] next;
  private int lastFree;
  private LuaTable metatable;
  private boolean readonly;
  private final MemoryGauge gauge;

  /**
   * @param gauge is told of every growth; null for tables that live as long as the engine
   */
  public LuaTable(MemoryGauge gauge, int arraySize, int hashSize) {
    this.gauge = gauge;
    this.array = arraySize == 0 ? NO_SLOTS : new Object[arraySize];
    setNodes(hashSize);
    charge();
  }

  public LuaTable() {
    this(null, 0, 0);
  }

  public LuaTable metatable() {
    return metatable;
  }

  public void setMetatable(LuaTable metatable) {
    this.metatable = metatable;
  }

  /** From now on scripts cannot change it; the engine still can. */
  public LuaTable setReadonly(boolean readonly) {
    this.readonly = readonly;
    return this;
  }

  public boolean isReadonly() {
    return readonly;
  }

  /** What it weighs, by estimate. */
  long weightBytes() {
    return 80L + 8L * array.length + 20L * keys.length;
  }

  /** Slots that may hold values, for whoever measures what is reachable. */
  Object[][] slots() {
    return new Object[][] {array, keys, values};
  }

  public Object get(Object key) {
    if (key instanceof LuaString string) {
      int node = find(string);
      return node == NONE ? null : values[node];
    }
    if (key instanceof Double number) {
      double d = number;
      int i = (int) d;
      if (i == d && i > 0 && i <= array.length) {
        return array[i - 1];
      }
    }
    int node = find(key);
    return node == NONE ? null : values[node];
  }

  public Object get(double key) {
    int i = (int) key;
    return i == key && i > 0 && i <= array.length ? array[i - 1] : get((Object) key);
  }

  /** False if the key is not one of the array part: then nothing has happened. */
  boolean setInArray(double key, Object value) {
    int i = (int) key;
    if (i != key || i <= 0 || i > array.length || readonly) {
      return false;
    }
    array[i - 1] = value;
    return true;
  }

  public Object get(long index) {
    return index > 0 && index <= array.length
        ? array[(int) index - 1]
        : get((Object) (double) index);
  }

  public Object get(String latin1) {
    return get(LuaString.of(latin1));
  }

  /** For the engine's own use: a key that is not nil, and no check of anything. */
  public void put(String latin1, Object value) {
    set(LuaString.of(latin1), value);
  }

  public void set(long index, Object value) {
    if (index > 0 && index <= array.length) {
      array[(int) index - 1] = value;
    } else {
      set((Object) (double) index, value);
    }
  }

  /** The key is neither nil nor NaN; the caller has seen to that. */
  public void set(Object key, Object value) {
    if (key instanceof Double number) {
      double d = number;
      int i = (int) d;
      if (i == d && i > 0 && i <= array.length) {
        array[i - 1] = value;
        return;
      }
    }
    int node = find(key);
    if (node != NONE) {
      values[node] = value;
    } else {
      insert(key, value);
    }
  }

  private int find(LuaString key) {
    Object[] all = keys;
    if (all.length == 0) {
      return NONE;
    }
    int node = key.hashCode() & all.length - 1;
    do {
      Object there = all[node];
      if (there == key || there instanceof LuaString string && string.equals(key)) {
        return node;
      }
      node = next[node];
    } while (node != NONE);
    return NONE;
  }

  private int find(Object key) {
    if (key instanceof LuaString string) {
      return find(string);
    }
    if (keys.length == 0 || key == null) {
      return NONE;
    }
    int node = mainPosition(key);
    do {
      Object there = keys[node];
      if (there == key || there != null && sameKey(there, key)) {
        return node;
      }
      node = next[node];
    } while (node != NONE);
    return NONE;
  }

  private static boolean sameKey(Object a, Object b) {
    if (a instanceof Double x) {
      return b instanceof Double y && x.doubleValue() == y.doubleValue();
    }
    return a.equals(b);
  }

  private int mainPosition(Object key) {
    int size = keys.length;
    if (key instanceof LuaString string) {
      return string.hashCode() & size - 1;
    }
    if (key instanceof Double number) {
      if (number == 0) {
        return 0;
      }
      long bits = Double.doubleToRawLongBits(number);
      return Integer.remainderUnsigned((int) bits + (int) (bits >>> 32), size - 1 | 1);
    }
    if (key instanceof Boolean bool) {
      return (bool ? 1 : 0) & size - 1;
    }
    return Integer.remainderUnsigned(System.identityHashCode(key), size - 1 | 1);
  }

  /** Puts a key that is not there. A colliding key that is not in its own place has to leave it. */
  private void insert(Object key, Object value) {
    if (keys.length == 0) {
      rehash(key);
      set(key, value);
      return;
    }
    int main = mainPosition(key);
    if (values[main] != null) {
      int free = takeFree();
      if (free == NONE) {
        rehash(key);
        set(key, value);
        return;
      }
      int other = mainPosition(keys[main]);
      if (other != main) {
        while (next[other] != main) {
          other = next[other];
        }
        next[other] = free;
        keys[free] = keys[main];
        values[free] = values[main];
        next[free] = next[main];
        next[main] = NONE;
      } else {
        next[free] = next[main];
        next[main] = free;
        main = free;
      }
    }
    keys[main] = key;
    values[main] = value;
  }

  private int takeFree() {
    while (lastFree > 0) {
      lastFree--;
      if (keys[lastFree] == null) {
        return lastFree;
      }
    }
    return NONE;
  }

  private void rehash(Object extra) {
    int[] counts = new int[ARRAY_BITS_MAX + 1];
    int arrayCandidates = 0;
    int total = 0;
    for (int i = 0; i < array.length; i++) {
      if (array[i] != null) {
        arrayCandidates += countIndex(i + 1, counts);
        total++;
      }
    }
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != null) {
        arrayCandidates += count(keys[i], counts);
        total++;
      }
    }
    arrayCandidates += count(extra, counts);
    total++;
    int arraySize = 0;
    int inArray = 0;
    int seen = 0;
    for (int bit = 0, power = 1;
        bit <= ARRAY_BITS_MAX && power / 2 < arrayCandidates;
        bit++, power *= 2) {
      seen += counts[bit];
      if (seen > power / 2) {
        arraySize = power;
        inArray = seen;
      }
      if (seen == arrayCandidates) {
        break;
      }
    }
    resize(arraySize, total - inArray);
  }

  private static int count(Object key, int[] counts) {
    return key instanceof Double number ? countIndex(number, counts) : 0;
  }

  private static int countIndex(double number, int[] counts) {
    int i = (int) number;
    if (i != number || i <= 0 || i > 1 << ARRAY_BITS_MAX) {
      return 0;
    }
    counts[i == 1 ? 0 : 32 - Integer.numberOfLeadingZeros(i - 1)]++;
    return 1;
  }

  /** Makes the array part at least so large: a table constructor knows how many it will hold. */
  public void ensureArray(int size) {
    if (size > array.length) {
      resize(size, keys.length == 0 ? 0 : keys.length);
    }
  }

  private void resize(int arraySize, int hashSize) {
    Object[] oldArray = array;
    Object[] oldKeys = keys;
    Object[] oldValues = values;
    Object[] newArray = arraySize == 0 ? NO_SLOTS : new Object[arraySize];
    System.arraycopy(oldArray, 0, newArray, 0, Math.min(arraySize, oldArray.length));
    array = newArray;
    setNodes(hashSize);
    for (int i = arraySize; i < oldArray.length; i++) {
      if (oldArray[i] != null) {
        set(i + 1L, oldArray[i]);
      }
    }
    for (int i = oldKeys.length - 1; i >= 0; i--) {
      if (oldValues[i] != null) {
        set(oldKeys[i], oldValues[i]);
      }
    }
    charge();
  }

  private void charge() {
    if (gauge != null) {
      gauge.charge(weightBytes());
    }
  }

  private void setNodes(int wanted) {
    if (wanted == 0) {
      keys = NO_SLOTS;
      values = NO_SLOTS;
      next = NO_LINKS;
      lastFree = 0;
      return;
    }
    int size = wanted == 1 ? 1 : Integer.highestOneBit(wanted - 1) << 1;
    keys = new Object[size];
    values = new Object[size];
    next = new int[size];
    java.util.Arrays.fill(next, NONE);
    lastFree = size;
  }

  /** A border: {@code t[n]} is not nil and {@code t[n + 1]} is, found as Lua 5.1 finds it. */
  public long length() {
    int size = array.length;
    if (size > 0 && array[size - 1] == null) {
      int low = 0;
      int high = size;
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        if (array[middle - 1] == null) {
          high = middle;
        } else {
          low = middle;
        }
      }
      return low;
    }
    return keys.length == 0 ? size : unboundLength(size);
  }

  private long unboundLength(long size) {
    long low = size;
    long high = size + 1;
    while (get(high) != null) {
      low = high;
      high *= 2;
      if (high > Integer.MAX_VALUE - 2) {
        long i = 1;
        while (get(i) != null) {
          i++;
        }
        return i - 1;
      }
    }
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (get(middle) == null) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  /**
   * The position behind a key's, for {@link #nextFilled}; 0 for nil, -1 for a key that is not in
   * the table.
   */
  public int positionAfter(Object key) {
    if (key == null) {
      return 0;
    }
    if (key instanceof Double number) {
      double d = number;
      int i = (int) d;
      if (i == d && i > 0 && i <= array.length) {
        return i;
      }
    }
    int node = find(key);
    return node == NONE ? -1 : array.length + node + 1;
  }

  /** The first position from one on that holds a value, or -1. */
  public int nextFilled(int position) {
    for (int i = position; i < array.length; i++) {
      if (array[i] != null) {
        return i;
      }
    }
    for (int i = Math.max(0, position - array.length); i < keys.length; i++) {
      if (values[i] != null) {
        return array.length + i;
      }
    }
    return -1;
  }

  public Object keyAt(int position) {
    return position < array.length ? (Object) (position + 1.0) : keys[position - array.length];
  }

  public Object valueAt(int position) {
    return position < array.length ? array[position] : values[position - array.length];
  }
}
