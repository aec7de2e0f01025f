package io.slotwise.sharding.store;

import io.slotwise.sharding.api.KeyUse;

/**
 * How often keys are used, in Redis's terms: a counter that grows ever more slowly and loses one
 * for each minute without use. One per thread that runs commands.
 */
final class KeyUsage {

  static final byte LFU_INITIAL = 5;
  private static final int LFU_MAX = 255;

  /** Redis's lfu-log-factor. */
  private static final int LFU_LOG_FACTOR = 10;

  private long seed;
  private int nowSec;
  private short nowMinute;

  KeyUsage(long seed) {
    this.seed = seed | 1;
  }

  void begin(long nowMs) {
    nowSec = (int) (nowMs / 1000);
    nowMinute = (short) (nowSec / 60);
  }

  /** A new entry counts as used now. */
  void init(Entry entry) {
    entry.lastUseSec = nowSec;
    entry.lfuMinute = nowMinute;
    entry.set(Entry.REFERENCED);
  }

  void touch(Entry entry) {
    if (entry.lastUseSec != nowSec) {
      entry.lastUseSec = nowSec;
    }
    if (!entry.has(Entry.REFERENCED)) {
      entry.set(Entry.REFERENCED);
    }
    if (entry.lfuMinute != nowMinute) {
      entry.lfuCount = (byte) decayed(entry);
      entry.lfuMinute = nowMinute;
    }
    int count = entry.lfuCount & 0xff;
    if (count < LFU_MAX && isDrawn(Math.max(0, count - LFU_INITIAL) * LFU_LOG_FACTOR + 1)) {
      entry.lfuCount = (byte) (count + 1);
    }
  }

  KeyUse use(Entry entry) {
    return new KeyUse(entry.lastUseSec * 1000L, decayed(entry));
  }

  void setUse(Entry entry, KeyUse use) {
    entry.lastUseSec = (int) (use.lastUseMs() / 1000);
    entry.lfuMinute = nowMinute;
    entry.lfuCount = (byte) use.frequency();
  }

  private int decayed(Entry entry) {
    int minutes = (nowMinute - entry.lfuMinute) & 0xffff;
    return Math.max(0, (entry.lfuCount & 0xff) - minutes);
  }

  /** True once in {@code n} times. */
  private boolean isDrawn(int n) {
    seed ^= seed << 13;
    seed ^= seed >>> 7;
    seed ^= seed << 17;
    return n == 1 || ((seed >>> 33) * n >>> 31) == 0;
  }
}
