package io.slotwise.protocol.resp;

/**
 * What a client may ask the parser to hold. Read again for each use: settings change at run time.
 */
public interface RequestLimits {

  /** Longest bulk string that a client may send ({@code proto-max-bulk-len}). */
  long protoMaxBulkLenBytes();

  /** Most bytes that may wait for the rest of an argument ({@code client-query-buffer-limit}). */
  long queryBufferLimitBytes();

  /** The same limits for ever: Redis's own defaults unless told otherwise. */
  static RequestLimits fixed(long protoMaxBulkLenBytes, long queryBufferLimitBytes) {
    return new RequestLimits() {
      @Override
      public long protoMaxBulkLenBytes() {
        return protoMaxBulkLenBytes;
      }

      @Override
      public long queryBufferLimitBytes() {
        return queryBufferLimitBytes;
      }
    };
  }
}
