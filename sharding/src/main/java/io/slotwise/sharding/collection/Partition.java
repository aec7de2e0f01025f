package io.slotwise.sharding.collection;

import java.util.Arrays;

/** How what no longer fits one node is shared out among several. */
enum Partition {
  /** About the same size each: for changes in the middle. */
  EVEN,
  /** Full but for the last: what was added at the end goes on there. */
  FILL_FROM_FIRST,
  /** Full but for the first. */
  FILL_FROM_LAST;

  /**
   * Where each part ends, in items.
   *
   * @param itemBytes the size of each item, at least one
   * @param bytesMax the most bytes in a part of more than {@code itemsMin} items
   */
  int[] ends(int[] itemBytes, int bytesMax, int itemsMin) {
    int count = itemBytes.length;
    long total = 0;
    for (int bytes : itemBytes) {
      total += bytes;
    }
    if (total <= bytesMax) {
      return new int[] {count};
    }
    long target = this == EVEN ? total / Math.max(2, (total + bytesMax - 1) / bytesMax) : bytesMax;
    int[] ends = new int[count];
    int parts = 0;
    long bytes = 0;
    int items = 0;
    for (int i = 0; i < count; i++) {
      int next = itemBytes[this == FILL_FROM_LAST ? count - 1 - i : i];
      boolean enough = bytes + next > bytesMax || this == EVEN && bytes + next / 2 >= target;
      if (items >= itemsMin && enough) {
        ends[parts++] = i;
        bytes = 0;
        items = 0;
      }
      bytes += next;
      items++;
    }
    ends[parts++] = count;
    return this == FILL_FROM_LAST ? mirrored(ends, parts) : Arrays.copyOf(ends, parts);
  }

  /** Which of the parts lies where all of them lay: the one that changes the fewest bytes there. */
  int keeper(int parts) {
    return this == FILL_FROM_LAST ? parts - 1 : 0;
  }

  private static int[] mirrored(int[] ends, int parts) {
    int count = ends[parts - 1];
    int[] mirrored = new int[parts];
    for (int i = 0; i < parts - 1; i++) {
      mirrored[i] = count - ends[parts - 2 - i];
    }
    mirrored[parts - 1] = count;
    return mirrored;
  }
}
