package io.slotwise.protocol;

/** The part of this process's heap that data may take: values, writes on their way, requests. */
public final class DataHeap {

  /** What a process needs before it has any data. */
  private static final long BASE_BYTES = 128L << 20;

  /** What share of the smallest heap is for data all the same: 1 / this. */
  private static final long PART_MIN = 4;

  /**
   * What share of it one request may take: 1 / this. A value of it is in the cache, in the log on
   * its way to other nodes, and there in the parts that it came in.
   */
  private static final long REQUEST_PART = 8;

  /** Arrays end at twice this. */
  private static final long REQUEST_BYTES_MAX = 1L << 30;

  private static final long BYTES = ofHeap(Runtime.getRuntime().maxMemory());

  private DataHeap() {}

  public static long bytes() {
    return BYTES;
  }

  /**
   * How much one request may bring, how much it may write, and how much its reply may take: more
   * than that at once would be a danger to everybody else's.
   */
  public static long bytesPerRequestMax() {
    return Math.min(REQUEST_BYTES_MAX, BYTES / REQUEST_PART);
  }

  /** Whether it is more than {@link #bytesPerRequestMax}. */
  public static boolean isTooMuchForOne(long requestBytes) {
    return requestBytes > bytesPerRequestMax();
  }

  private static long ofHeap(long heapBytes) {
    return Math.max(heapBytes / PART_MIN, heapBytes - BASE_BYTES);
  }
}
