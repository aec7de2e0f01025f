package io.slotwise.protocol.net;

/** The part of this process's heap that data may take: values, writes on their way, requests. */
public final class DataHeap {

  /** What a process needs before it has any data. */
  private static final long BASE_BYTES = 128L << 20;

  /** What share of the smallest heap is for data all the same: 1 / this. */
  private static final long PART_MIN = 4;

  private DataHeap() {}

  public static long bytes() {
    long heapBytes = Runtime.getRuntime().maxMemory();
    return Math.max(heapBytes / PART_MIN, heapBytes - BASE_BYTES);
  }
}
