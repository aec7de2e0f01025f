package io.slotwise.protocol.net;

/**
 * One class of Redis's {@code client-output-buffer-limit}: a connection is closed when more than
 * {@code hardBytes} wait for its client, or more than {@code softBytes} for {@code softSeconds}. 0
 * bytes: no such limit.
 */
public record OutputLimit(long hardBytes, long softBytes, long softSeconds) {

  public static final OutputLimit NONE = new OutputLimit(0, 0, 0);

  boolean isHardPassed(long bytes) {
    return hardBytes > 0 && bytes > hardBytes;
  }

  boolean isSoftPassed(long bytes) {
    return softBytes > 0 && bytes > softBytes;
  }
}
