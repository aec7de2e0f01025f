package io.slotwise.protocol.net;

/**
 * How many requests of one connection are executed together: more while the client sends more,
 * fewer when their replies are large, so that a turn's memory stays bounded.
 */
final class BatchSize {

  private static final int REQUESTS_AT_FIRST = 64;

  /** Batches shrink when the replies of one pass this. */
  private static final int OUTPUT_BYTES = 256 * 1024;

  private int requestsMax = REQUESTS_AT_FIRST;
  private int requests;
  private long outputFrom;

  int requestsMax(NetworkLimits limits) {
    return Math.min(requestsMax, limits.requestsInFlightMax());
  }

  /** A batch is about to be executed, with so many bytes of output before it. */
  void begin(int requestCount, long outputBytes) {
    requests = requestCount;
    outputFrom = outputBytes;
  }

  /** Learns from the batch under way what the next one should be. */
  void adapt(long outputBytes, NetworkLimits limits) {
    long bytes = outputBytes - outputFrom;
    if (bytes > OUTPUT_BYTES) {
      requestsMax = (int) Math.max(1, requests * (long) OUTPUT_BYTES / bytes);
    } else if (requests == requestsMax) {
      requestsMax = Math.min(2 * requestsMax, limits.requestsInFlightMax());
    }
  }
}
