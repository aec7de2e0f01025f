package io.slotwise.protocol.resp;

/**
 * What a client may ask the parser to hold. Read again for each use: settings change at run time.
 */
public interface RequestLimits {

  /** Longest bulk string that a client may send ({@code proto-max-bulk-len}). */
  long protoMaxBulkLenBytes();

  /** Most bytes that may wait for the rest of an argument ({@code client-query-buffer-limit}). */
  long queryBufferLimitBytes();

  /**
   * Longest request, whatever it is made of: it has to be in memory as a whole, and more than once.
   */
  long requestBytesMax();

  /** The same limits for ever, and none for a whole request. */
  static RequestLimits fixed(long protoMaxBulkLenBytes, long queryBufferLimitBytes) {
    return fixed(protoMaxBulkLenBytes, queryBufferLimitBytes, Integer.MAX_VALUE);
  }

  /** The same limits for ever. */
  static RequestLimits fixed(
      long protoMaxBulkLenBytes, long queryBufferLimitBytes, long requestBytesMax) {
    return new RequestLimits() {
      @Override
      public long protoMaxBulkLenBytes() {
        return protoMaxBulkLenBytes;
      }

      @Override
      public long queryBufferLimitBytes() {
        return queryBufferLimitBytes;
      }

      @Override
      public long requestBytesMax() {
        return requestBytesMax;
      }
    };
  }
}
