package io.slotwise.protocol.net;

import io.slotwise.protocol.stream.Connection.ClientClass;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Whether one client has been silent for too long, or leaves too much unread for too long. */
final class LimitWatch {

  private ClientClass clientClass = ClientClass.NORMAL;
  private boolean overSoft;
  private long overSoftSinceNanos;
  private long sentBytes;
  private long lastSentNanos;

  LimitWatch(long nowNanos) {
    lastSentNanos = nowNanos;
  }

  void setClientClass(ClientClass newClass) {
    clientClass = newClass;
    overSoft = false;
  }

  /**
   * @param bytes what waits for the client
   * @param clock only asked when the soft limit is passed
   */
  boolean isOutputPassed(NetworkLimits limits, long bytes, LongSupplier clock) {
    OutputLimit limit = limits.outputLimit(clientClass);
    if (limit.isHardPassed(bytes)) {
      return true;
    }
    if (!limit.isSoftPassed(bytes)) {
      overSoft = false;
      return false;
    }
    long now = clock.getAsLong();
    if (!overSoft) {
      overSoft = true;
      overSoftSinceNanos = now;
    }
    return now - overSoftSinceNanos > TimeUnit.SECONDS.toNanos(limit.softSeconds());
  }

  /** Takes note of how much the client has taken so far: that, too, is a sign of life. */
  void sent(long bytes, long nowNanos) {
    if (bytes != sentBytes) {
      sentBytes = bytes;
      lastSentNanos = nowNanos;
    }
  }

  /** Subscribers and replicas are silent by nature. */
  boolean isIdle(NetworkLimits limits, long lastReadNanos, long nowNanos) {
    int seconds = limits.timeoutSeconds();
    return seconds > 0
        && clientClass == ClientClass.NORMAL
        && nowNanos - Math.max(lastSentNanos, lastReadNanos) > TimeUnit.SECONDS.toNanos(seconds);
  }
}
