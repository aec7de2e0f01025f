package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PackingLimits;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.lock.LockTables;
import io.slotwise.sharding.log.Durability;
import io.slotwise.sharding.log.SegmentFiles;
import io.slotwise.sharding.log.ShardStore;
import io.slotwise.sharding.log.StoreLog;
import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.slot.Turns;
import io.slotwise.sharding.store.rocks.RocksCursor;
import io.slotwise.sharding.store.rocks.RocksStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store of a node, open from {@link #open} to {@link #close}. */
public final class NodeStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeStore.class);

  /** With room to spare for the few bytes that a bit field may reach beyond the limit. */
  private static final long ARRAY_BYTES_MAX = Integer.MAX_VALUE - 64L;

  private final DataFolder folder;
  private final StoreCore core;
  private final Materialiser materialiser;
  private final MaterialiserThread thread;
  private final WriteThrottle throttle;
  private final NodeDataStore dataStore;
  private final Housekeeping housekeeping;
  private final ShardReplicas shards;
  private final AtomicInteger durabilityChanges = new AtomicInteger();
  private boolean closed;

  private NodeStore(
      DataFolder folder,
      StoreCore core,
      Turns turns,
      Materialiser materialiser,
      BlockingQueue<Runnable> jobs) {
    this.folder = folder;
    this.core = core;
    this.materialiser = materialiser;
    this.thread = new MaterialiserThread(core, materialiser, jobs);
    StoreSettings settings = core.settings;
    this.throttle =
        new WriteThrottle(
            () -> core.tables.dirtyBytes() + core.log.pendingBytes(),
            settings.dirtySoftBytes(),
            settings.dirtyHardBytes());
    this.dataStore = new NodeDataStore(core, turns, materialiser, thread);
    this.housekeeping = new Housekeeping(core, turns, thread);
    this.shards = new ShardReplicas(core, turns, materialiser, thread, throttle);
  }

  /**
   * Opens the data folder, replays the log and starts the background work. No turn may be taken
   * before this returns.
   *
   * @throws StoreUnusableException when the folder is taken or of another format
   * @throws io.slotwise.sharding.log.JournalDamagedException when the log is damaged
   * @throws io.slotwise.sharding.store.rocks.RocksFailure when RocksDB cannot be opened
   */
  public static NodeStore open(
      StoreSettings settings, Turns turns, InstantSource clock, Upkeep upkeep) throws IOException {
    return open(settings, turns, clock, upkeep, LogSource.journal(SegmentFiles.DISK));
  }

  /**
   * The same for a member of a cluster, whose log is another than the journal.
   *
   * @param logAt makes the log, given the highest position that the store has
   */
  public static NodeStore openReplicated(
      StoreSettings settings,
      Turns turns,
      InstantSource clock,
      Upkeep upkeep,
      LongFunction<? extends StoreLog> logAt)
      throws IOException {
    return open(settings, turns, clock, upkeep, LogSource.replicated(logAt));
  }

  /** Whether a node has ever opened the data folder. */
  public static boolean exists(StoreSettings settings) {
    return DataFolder.exists(settings);
  }

  static NodeStore open(
      StoreSettings settings, Turns turns, InstantSource clock, Upkeep upkeep, LogSource logSource)
      throws IOException {
    DataFolder folder = DataFolder.open(settings);
    try {
      RocksStore rocks = RocksStore.open(folder.rocks(), settings.rocks(), clock);
      try {
        return open(settings, turns, clock, upkeep, logSource, folder, rocks);
      } catch (IOException | RuntimeException e) {
        rocks.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static NodeStore open(
      StoreSettings settings,
      Turns turns,
      InstantSource clock,
      Upkeep upkeep,
      LogSource logSource,
      DataFolder folder,
      RocksStore rocks)
      throws IOException {
    KeyHash keyHash = new KeyHash(folder.secret().k0(), folder.secret().k1());
    StoreCore core =
        new StoreCore(
            settings, folder, turns, clock, keyHash, new LockTables(turns), rocks, upkeep);
    DiskCounters.load(core, SlotRange.ALL);
    byte[] places = rocks.get(StoreKeys.PLACES, StoreKeys.PLACES.length);
    if (places != null) {
      core.places.set(places);
    }
    core.notes.load(rocks);
    byte[] stored = rocks.get(StoreKeys.POSITION, StoreKeys.POSITION.length);
    long position = WrittenReach.position(stored);
    BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    Materialiser materialiser =
        new Materialiser(core, turns, position, () -> MaterialiserThread.runJobs(jobs));
    Replay replay = new Replay(core, materialiser);
    core.log = logSource.open(core, materialiser, replay, position);
    core.logIsWhole = core.log.durability() != Durability.MEMORY;
    NodeStore store = new NodeStore(folder, core, turns, materialiser, jobs);
    store.thread.start();
    store.housekeeping.start();
    LOG.info(
        "event=store-opened dir={} position={} replayed={} durability={}",
        settings.dir(),
        core.log.appendedPosition(),
        replay.commits(),
        core.log.durability().word());
    return store;
  }

  /** A keyspace for one thread that runs commands. Make few, and keep them. */
  public TurnKeyspace newTurnKeyspace() {
    return core.newKeyspace();
  }

  /** The locks of transactions that are too long for a turn. */
  public LockTables locks() {
    return core.locks;
  }

  public DataStore dataStore() {
    return dataStore;
  }

  /** What the replicated logs of shards work on. */
  public ShardStore shards() {
    return shards;
  }

  /** Whole databases for a thread that holds the turns of all slots. */
  public AllKeys heldKeys() {
    return new HeldKeys(core);
  }

  /** What the node remembers under a name besides its keys, or null. */
  public Bytes note(String name) {
    return core.notes.get(name);
  }

  /** Has it remember that, in the log like any write; completes when that lasts. */
  public CompletionStage<Void> setNote(String name, Bytes text) {
    return dataStore.setNote(name, text);
  }

  /** Where each logical database lies; empty where each is at its own number. */
  public List<Integer> databasePlaces() {
    return core.places.toList();
  }

  /**
   * Has databases lie as in the other members' stores.
   *
   * @param places empty where each is at its own number
   */
  public void setDatabasePlaces(List<Integer> places) {
    core.places.set(places);
  }

  public CommitGate commitGate() {
    return core.log;
  }

  /** The highest log position so far: what a reply that may have seen anything depends on. */
  public long appendedPosition() {
    return core.log.appendedPosition();
  }

  /**
   * Unix time in ms when a memtable was last written to an SST file, or of the start before that.
   */
  public long lastFlushAtMs() {
    return core.rocks.flushTimes().lastEndedAtMs();
  }

  /** Threads that may wait for the disk, as configured. */
  public int blockingThreads() {
    return core.settings.blockingThreads();
  }

  /** Whether SWAPDB has left databases elsewhere: other nodes would not know. */
  public boolean databasesAreSwapped() {
    return core.places.areSwapped();
  }

  /** Returns when RocksDB has answered a read that passes the memtables by. */
  public void touchDisk() {
    core.rocks.getPersisted(StoreKeys.POSITION);
  }

  /** How long a batch that has written should be held up now, in nanoseconds; mostly 0. */
  public long delayNanosForWriters() {
    return throttle.delayNanos();
  }

  /**
   * Whether a batch that has written should be held up until this is false, however long it takes:
   * memory holds as much that is not on disk as it may. False where nothing can be brought there at
   * present: then writes are refused.
   */
  public boolean isFull() {
    return throttle.isFull() && writeError().isEmpty();
  }

  /** Why writes cannot be made to last at present, if so: they should be refused. */
  public Optional<String> writeError() {
    Optional<String> error = core.log.writeError();
    return error.isPresent() ? error : Optional.ofNullable(thread.failure());
  }

  /** What was found damaged on disk, if anything was. */
  public Optional<String> damage() {
    return Optional.ofNullable(core.rocks.damage());
  }

  /** Has no node start on the data folder any more, until somebody has looked after it. */
  public void condemn(String damage) {
    folder.condemn(damage);
  }

  /**
   * How long strings can be.
   *
   * @param bytesMax {@code proto-max-bulk-len}; never more than an array can hold
   * @param grownBytesMax how long commands may make one, if that is less
   */
  public void setStringBounds(long bytesMax, long grownBytesMax) {
    core.stringBounds =
        new Keyspace.StringBounds(Math.min(bytesMax, ARRAY_BYTES_MAX), grownBytesMax);
  }

  /** Up to where commands say that Redis would pack collections; at first by default. */
  public void setPacking(PackingLimits limits) {
    core.packing = limits;
  }

  /** From now on tells this listener of keyspace events. */
  public void setKeyEventListener(KeyEventListener listener) {
    core.keyEvents = listener;
  }

  /**
   * From now on tells this listener of keys that the store itself writes (it expires them) and of
   * databases that are emptied. Keyspaces may have listeners of their own.
   */
  public void setKeyWriteListener(KeyWriteListener listener) {
    core.keyWrites = listener;
  }

  public Durability durability() {
    return core.log.durability();
  }

  /**
   * Changes the durability. Completes when the new level holds for everything, also for what was
   * written before.
   */
  public CompletionStage<Void> setDurability(Durability durability) {
    int change = durabilityChanges.incrementAndGet();
    Durability before = core.log.durability();
    if (durability == Durability.MEMORY) {
      core.logIsWhole = false;
    }
    try {
      core.log.setDurability(durability);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    return (before == Durability.MEMORY) == (durability == Durability.MEMORY)
        ? CompletableFuture.completedFuture(null)
        : dataStore
            .flushMemtable()
            .thenRun(
                () -> {
                  if (change == durabilityChanges.get()) {
                    core.logIsWhole = durability != Durability.MEMORY;
                  }
                });
  }

  /** How many pages the disk holds: what tests compare with what there should be. */
  long pagesOnDisk() {
    long count = 0;
    try (RocksCursor cursor = core.rocks.cursor()) {
      for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
        count += StoreKeys.isPage(cursor.key()) ? 1 : 0;
      }
    }
    return count;
  }

  /**
   * Whether RENAME may put a collection at a key in another slot than its pages, which every node
   * that reads this one's data has to know of; at first it may. Otherwise pages are copied.
   */
  public void setMayLeavePages(boolean may) {
    core.mayLeavePages = may;
  }

  /** Changes how much heap entries may take. */
  public void setHotCacheBytes(long bytes) {
    core.cache.setLimitBytes(bytes);
  }

  /** Turns the active expiry of keys on or off; they still expire when they are met. */
  public void setActiveExpiry(boolean on) {
    housekeeping.setActiveExpiry(on);
  }

  /** For tests: everything committed before is in RocksDB's memtable on completion. */
  CompletionStage<Void> materialised() {
    return thread.materialised();
  }

  /** For tests: expires what is due, and completes when that is done. */
  CompletionStage<Void> expired() {
    return housekeeping.expired();
  }

  /** For tests: what RocksDB has survives a crash from now on. */
  void flushRocks() {
    core.rocks.flush(true);
  }

  /** For tests: see {@link StoreCore#probe}. */
  void setProbe(Runnable probe) {
    core.probe = probe;
  }

  /**
   * Brings everything to disk and closes. No turn may be taken from the call on.
   *
   * <p>If the disk does not take it, what the log has is replayed at the next start.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    housekeeping.close();
    dataStore.close();
    thread.stop();
    boolean clean = materialiseAll();
    core.log.close();
    materialiser.close();
    core.rocks.close();
    try {
      folder.close();
    } catch (IOException e) {
      LOG.warn("event=data-folder-not-unlocked cause={}", e.toString());
    }
    LOG.info("event=store-closed dir={} clean={}", core.settings.dir(), clean);
  }

  private boolean materialiseAll() {
    try {
      if (!materialiser.round()) {
        return false;
      }
      core.rocks.flush(true);
      core.log.endSegment();
      thread.cutJournal();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IOException | RuntimeException e) {
      LOG.error("event=store-not-saved", e);
      return false;
    }
  }
}
