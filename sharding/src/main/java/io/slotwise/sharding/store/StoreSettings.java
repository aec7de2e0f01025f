package io.slotwise.sharding.store;

import com.typesafe.config.Config;
import io.slotwise.protocol.DataHeap;
import io.slotwise.sharding.log.Durability;
import io.slotwise.sharding.log.JournalRecovery;
import io.slotwise.sharding.log.JournalSettings;
import io.slotwise.sharding.store.rocks.RocksSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * The settings under {@code slotwise.store}; {@code reference.conf} says what each means.
 *
 * @param databases how many logical databases there are
 * @param hotCacheBytes heap for entries, be they cache or not yet on disk
 * @param dirtySoftBytes from here on writers are slowed down
 * @param dirtyHardBytes where they are slowed down most
 * @param journalKeptBytes a longer journal makes the store flush its memtable and cut it
 * @param materialiseBatchBytes how much goes to RocksDB in one batch
 * @param diskReserveBytes a member of a cluster whose disk has less room leads nothing
 * @param hashSecret the secret of a data folder made anew, or null for a random one
 */
public record StoreSettings(
    Path dir,
    int databases,
    JournalSettings journal,
    RocksSettings rocks,
    long hotCacheBytes,
    long dirtySoftBytes,
    long dirtyHardBytes,
    long journalKeptBytes,
    Duration materialiseInterval,
    long materialiseBatchBytes,
    Duration expiryInterval,
    int blockingThreads,
    long diskReserveBytes,
    HashSecret hashSecret) {

  private static final String PATH = "slotwise.store";
  private static final long AUTO = 0;
  private static final long MIB = 1 << 20;

  /** The secret of {@link KeyHash}. */
  public record HashSecret(long k0, long k1) {}

  /**
   * Reads and checks the settings.
   *
   * @param config the whole configuration
   * @throws IllegalArgumentException naming the key and what it may be
   */
  public static StoreSettings from(Config config) {
    Config store = config.getConfig(PATH);
    Path dir = Path.of(store.getString("dir")).toAbsolutePath().normalize();
    long hotCacheBytes = sizeOr(store, "hot-cache-bytes", DataHeap.bytes() / 100 * 40);
    long softBytes = sizeOr(store, "dirty-soft-bytes", Math.min(512 * MIB, DataHeap.bytes() / 8));
    return new StoreSettings(
        dir,
        (int) within(store, "databases", store.getInt("databases"), 1, 256),
        new JournalSettings(
            dir.resolve("journal"),
            Durability.ofWord(store.getString("durability")),
            sizeWithin(store, "journal-segment-bytes", 64 << 10, 1L << 40),
            recovery(store)),
        new RocksSettings(
            sizeOr(store, "block-cache-bytes", Math.min(2048 * MIB, machineBytes() / 4)),
            sizeWithin(store, "write-buffer-bytes", 64 << 10, 4L << 30),
            (int) within(store, "write-buffers", store.getInt("write-buffers"), 2, 64),
            (int) within(store, "background-jobs", store.getInt("background-jobs"), 2, 256)),
        hotCacheBytes,
        softBytes,
        sizeOr(store, "dirty-hard-bytes", 2 * softBytes),
        sizeWithin(store, "journal-kept-bytes", 64 << 10, 1L << 50),
        store.getDuration("materialise-interval"),
        sizeWithin(store, "materialise-batch-bytes", 1, 64 * MIB),
        store.getDuration("expiry-interval"),
        (int) within(store, "blocking-threads", store.getInt("blocking-threads"), 1, 256),
        sizeWithin(store, "disk-reserve-bytes", 0, 1L << 50),
        null);
  }

  private static JournalRecovery recovery(Config store) {
    String word = store.getString("journal-recovery");
    for (JournalRecovery recovery : JournalRecovery.values()) {
      if (recovery.name().toLowerCase(Locale.ROOT).equals(word)) {
        return recovery;
      }
    }
    throw new IllegalArgumentException(
        PATH + ".journal-recovery must be strict or truncate, not '" + word + "'");
  }

  private static long sizeOr(Config store, String key, long automatic) {
    long bytes = sizeWithin(store, key, AUTO, 1L << 50);
    return bytes == AUTO ? Math.max(MIB, automatic) : bytes;
  }

  private static long sizeWithin(Config store, String key, long min, long max) {
    return within(store, key, store.getBytes(key), min, max);
  }

  private static long within(Config store, String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          PATH + "." + key + " must be between " + min + " and " + max + ", not " + value);
    }
    return value;
  }

  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
