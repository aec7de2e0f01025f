package io.slotwise.sharding.store.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.FlushJobInfo;
import org.rocksdb.FlushOptions;
import org.rocksdb.Holder;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's RocksDB. Thread-safe, except for closing. */
public final class RocksStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);

  /** What {@link #getFromMemory} answers when only the disk could say. */
  public static final byte[] ON_DISK = new byte[0];

  private final String dir;
  private final RocksOptions tuning;
  private final FlushListener flushListener;
  private final RocksDB db;
  private final ReadOptions anywhere = new ReadOptions();
  private final ReadOptions persisted = new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER);
  private final ReadOptions passingBy = new ReadOptions().setFillCache(false);
  private final WriteOptions noLog = new WriteOptions().setDisableWAL(true);
  private final long blockCacheBytes;
  private volatile boolean closed;
  private volatile String damage;

  private RocksStore(
      String dir, RocksOptions tuning, FlushListener listener, RocksDB db, long blockCacheBytes) {
    this.blockCacheBytes = blockCacheBytes;
    this.dir = dir;
    this.tuning = tuning;
    this.flushListener = listener;
    this.db = db;
  }

  /**
   * Opens the store, making it where there is none.
   *
   * @throws RocksFailure saying what to do
   */
  public static RocksStore open(Path dir, RocksSettings settings, InstantSource clock)
      throws IOException {
    RocksDB.loadLibrary();
    Files.createDirectories(dir);
    RocksOptions tuning = new RocksOptions(settings);
    FlushListener listener = new FlushListener(clock);
    tuning.options.setListeners(List.of(listener));
    try {
      return new RocksStore(
          dir.toString(),
          tuning,
          listener,
          RocksDB.open(tuning.options, dir.toString()),
          settings.blockCacheBytes());
    } catch (RocksDBException e) {
      tuning.close();
      listener.close();
      throw RocksFailure.of("opening RocksDB in " + dir, dir.toString(), e);
    }
  }

  /** The value, or null. May wait for the disk. */
  public byte[] get(byte[] key, int length) {
    checkOpen();
    try {
      return db.get(anywhere, key, 0, length);
    } catch (RocksDBException e) {
      throw failed("reading a key", e);
    }
  }

  /** The value, null when there is certainly none, or {@link #ON_DISK}. Never waits. */
  public byte[] getFromMemory(byte[] key, int length) {
    checkOpen();
    Holder<byte[]> value = new Holder<>();
    if (!db.keyMayExist(anywhere, key, 0, length, value)) {
      return null;
    }
    return value.getValue() == null ? ON_DISK : value.getValue();
  }

  /** The value as it would be after a crash now, or null. */
  public byte[] getPersisted(byte[] key) {
    checkOpen();
    try {
      return db.get(persisted, key);
    } catch (RocksDBException e) {
      throw failed("reading a key", e);
    }
  }

  /** Copies the front of the value, as much as fits; false when there is none. */
  public boolean getHead(byte[] key, byte[] target) {
    checkOpen();
    try {
      return db.get(passingBy, key, target) != RocksDB.NOT_FOUND;
    } catch (RocksDBException e) {
      throw failed("reading a key", e);
    }
  }

  public RocksCursor cursor() {
    checkOpen();
    return new RocksCursor(db.newIterator(passingBy), this::failed);
  }

  public RocksBatch newBatch() {
    return new RocksBatch(dir);
  }

  /** Writes the batch to the memtable. Waits when flushes or compactions are far behind. */
  public void write(RocksBatch batch) {
    checkOpen();
    try {
      db.write(noLog, batch.batch);
    } catch (RocksDBException e) {
      throw failed("writing a batch", e);
    }
  }

  /** Flushes the memtables to SST files. */
  public void flush(boolean wait) {
    checkOpen();
    try (FlushOptions options = new FlushOptions().setWaitForFlush(wait)) {
      options.setAllowWriteStall(true);
      db.flush(options);
    } catch (RocksDBException e) {
      throw failed("flushing the memtable", e);
    }
  }

  /** Compacts everything. Takes long. */
  public void compact() {
    checkOpen();
    try {
      db.compactRange();
    } catch (RocksDBException e) {
      throw failed("compacting", e);
    }
  }

  /** Deletes the files that hold nothing but keys of this range, which must be deleted already. */
  public void dropFiles(byte[] from, byte[] to) {
    checkOpen();
    try {
      db.deleteFilesInRanges(db.getDefaultColumnFamily(), List.of(from, to), false);
    } catch (RocksDBException e) {
      throw failed("dropping files", e);
    }
  }

  /** Empties the block cache. */
  public void dropBlockCache() {
    checkOpen();
    BlockCacheDrop.run(tuning.blockCache, blockCacheBytes);
  }

  /** What was found damaged on disk, for people, or null. */
  public String damage() {
    return damage;
  }

  private RocksFailure failed(String what, RocksDBException cause) {
    RocksFailure failure = RocksFailure.of(what, dir, cause);
    if (failure.isCorruption() && damage == null) {
      damage = what + " failed: " + cause.getMessage();
      LOG.error("event=rocksdb-damaged cause={}", damage);
    }
    return failure;
  }

  public FlushTimes flushTimes() {
    return flushListener.times;
  }

  /** Figures for INFO, by name. */
  public Map<String, Object> figures() {
    checkOpen();
    Map<String, Object> figures = new LinkedHashMap<>();
    property(figures, "estimated_keys", "rocksdb.estimate-num-keys");
    property(figures, "sst_bytes", "rocksdb.total-sst-files-size");
    property(figures, "memtable_bytes", "rocksdb.cur-size-all-mem-tables");
    property(figures, "memtables_being_flushed", "rocksdb.num-immutable-mem-table");
    property(figures, "running_flushes", "rocksdb.num-running-flushes");
    property(figures, "running_compactions", "rocksdb.num-running-compactions");
    property(figures, "pending_compaction_bytes", "rocksdb.estimate-pending-compaction-bytes");
    property(figures, "background_errors", "rocksdb.background-errors");
    property(figures, "delayed_write_rate_bytes", "rocksdb.actual-delayed-write-rate");
    figures.put("block_cache_bytes", tuning.blockCache.getUsage());
    return figures;
  }

  private void property(Map<String, Object> figures, String name, String property) {
    try {
      figures.put(name, db.getLongProperty(property));
    } catch (RocksDBException e) {
      figures.put(name, -1L);
    }
  }

  /** Closes without flushing: whoever wants the memtables kept flushes first. */
  @Override
  public void close() {
    closed = true;
    db.close();
    anywhere.close();
    persisted.close();
    passingBy.close();
    noLog.close();
    tuning.close();
    flushListener.close();
  }

  /** A call into a closed RocksDB would end the process. */
  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the store in " + dir + " is closed");
    }
  }

  private static final class FlushListener extends AbstractEventListener {
    private final InstantSource clock;
    private volatile FlushTimes times;
    private volatile long startNanos;

    FlushListener(InstantSource clock) {
      super(EnabledEventCallback.ON_FLUSH_BEGIN, EnabledEventCallback.ON_FLUSH_COMPLETED);
      this.clock = clock;
      this.times = FlushTimes.since(clock.millis());
    }

    @Override
    public void onFlushBegin(RocksDB db, FlushJobInfo info) {
      startNanos = System.nanoTime();
    }

    @Override
    public void onFlushCompleted(RocksDB db, FlushJobInfo info) {
      times = times.plus(System.nanoTime() - startNanos, clock.millis());
    }
  }
}
