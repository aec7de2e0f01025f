package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.StoreStats;
import io.slotwise.sharding.lock.Footprint;
import io.slotwise.sharding.lock.LockTransaction;
import io.slotwise.sharding.slot.Turns;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store as a whole, on a few threads of its own that may wait for the disk. */
final class NodeDataStore implements DataStore, AutoCloseable {

  /** To who has written when another node began to lead. */
  static final Reply.Error OUTCOME_UNKNOWN =
      Errors.err("outcome unknown: another node has begun to serve the keys");

  private static final Logger LOG = LoggerFactory.getLogger(NodeDataStore.class);

  private final StoreCore core;
  private final Turns turns;
  private final Scanner scanner;
  private final KeyCount keyCount;
  private final FlushDatabases flushDatabases;
  private final SwapDatabases swapDatabases;
  private final StoreFigures figures;
  private final MaterialiserThread materialiser;
  private final ThreadPoolExecutor pool;
  private final ThreadLocal<TurnKeyspace> keyspaces;

  NodeDataStore(StoreCore core, Turns turns, Materialiser rounds, MaterialiserThread materialiser) {
    this.core = core;
    this.turns = turns;
    this.scanner = new Scanner(core, turns);
    this.keyCount = new KeyCount(core, turns, materialiser);
    AllTurns allTurns = new AllTurns(core, turns);
    this.flushDatabases = new FlushDatabases(core, allTurns);
    this.swapDatabases = new SwapDatabases(core, allTurns);
    this.figures = new StoreFigures(core, rounds);
    this.materialiser = materialiser;
    this.pool = newPool(core.settings.blockingThreads());
    this.keyspaces = ThreadLocal.withInitial(core::newKeyspace);
  }

  private static ThreadPoolExecutor newPool(int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "store-blocking-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    return pool;
  }

  @Override
  public AllKeys keysIn(IntPredicate slots) {
    return new SomeKeys(slots);
  }

  @Override
  public CompletionStage<Long> keyCount(int database) {
    return served().keyCount(database);
  }

  @Override
  public DatabaseStats databaseStats(int database) {
    return keyCount.stats(core.places.of(database), core.servedSlots());
  }

  @Override
  public CompletionStage<Long> keyCountInSlot(int slot) {
    return supply(() -> keyCount.ofSlot(core.places.of(0), slot)).thenCompose(count -> count);
  }

  @Override
  public CompletionStage<List<Bytes>> keysInSlot(int slot, int countMax) {
    return supply(() -> scanner.keysInSlot(core.places.of(0), slot, countMax));
  }

  @Override
  public CompletionStage<ScanStep> scan(
      int database, long cursor, KeyFilter filter, int countHint) {
    return served().scan(database, cursor, filter, countHint);
  }

  @Override
  public CompletionStage<Bytes> randomKey(int database) {
    return served().randomKey(database);
  }

  @Override
  public CompletionStage<Void> flush(int database) {
    return served().flush(database);
  }

  @Override
  public boolean canSwap() {
    return !core.log.isOfShards();
  }

  @Override
  public CompletionStage<Void> swap(int first, int second) {
    return alone(() -> swapDatabases.run(first, second)).thenCompose(this::whenDurable);
  }

  private AllKeys served() {
    return keysIn(core.servedSlots());
  }

  /** The keys in some slots. */
  private final class SomeKeys implements AllKeys {

    private final IntPredicate slots;

    SomeKeys(IntPredicate slots) {
      this.slots = slots;
    }

    @Override
    public CompletionStage<Long> keyCount(int database) {
      return supply(() -> keyCount.ofDatabase(core.places.of(database), slots))
          .thenCompose(count -> count);
    }

    @Override
    public CompletionStage<ScanStep> scan(
        int database, long cursor, KeyFilter filter, int countHint) {
      return supply(() -> scanner.scan(core.places.of(database), slots, cursor, filter, countHint));
    }

    @Override
    public CompletionStage<Bytes> randomKey(int database) {
      return supply(() -> scanner.randomKey(core.places.of(database), slots));
    }

    @Override
    public CompletionStage<Void> flush(int database) {
      return alone(() -> flushDatabases.run(database, slots))
          .thenCompose(NodeDataStore.this::whenDurable);
    }
  }

  /** Does something while nobody has locks: in its place among the transactions that have some. */
  private CompletionStage<Long> alone(Supplier<Long> work) {
    LockTransaction everything = core.locks.newTransaction(Footprint.everything());
    return everything
        .acquire()
        .thenCompose(held -> supply(work))
        .whenComplete((done, failure) -> everything.end());
  }

  private CompletionStage<Void> whenDurable(long position) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    core.log.whenDurable(position, () -> settle(done, position));
    return done;
  }

  private void settle(CompletableFuture<Void> done, long position) {
    if (core.log.isLost(position, position)) {
      done.completeExceptionally(new CommandError(OUTCOME_UNKNOWN));
    } else {
      done.complete(null);
    }
  }

  @Override
  public CompletionStage<Reply> onSlotOf(
      Bytes key, int database, BiFunction<Keyspace, Bytes, Reply> code) {
    int[] slots = {Slots.of(key)};
    return supply(() -> onSlotOf(key, slots, database, code, null)).thenCompose(reply -> reply);
  }

  /**
   * @param slots whose turns it needs, as far as is known
   * @param lock on the key, or null as long as nobody is known to have it
   */
  private CompletionStage<Reply> onSlotOf(
      Bytes key,
      int[] slots,
      int database,
      BiFunction<Keyspace, Bytes, Reply> code,
      LockTransaction lock) {
    TurnKeyspace keyspace = keyspaces.get();
    Reply[] reply = new Reply[1];
    try {
      turns.runExclusively(
          slots, () -> reply[0] = runInTurns(keyspace, slots, database, lock, key, code));
    } catch (MoreTurns needed) {
      return onSlotOf(key, needed.besides(slots), database, code, lock);
    } catch (KeyLocked byOthers) {
      LockTransaction own = core.locks.newTransaction(Footprint.empty().key(database, key, true));
      return own.acquire()
          .thenCompose(held -> supply(() -> onSlotOf(key, slots, database, code, own)))
          .thenCompose(later -> later)
          .whenComplete((later, failure) -> own.end());
    }
    core.log.commit();
    return whenDurable(keyspace.dependsOn()).thenApply(done -> reply[0]);
  }

  private Reply runInTurns(
      TurnKeyspace keyspace,
      int[] slots,
      int database,
      LockTransaction lock,
      Bytes key,
      BiFunction<Keyspace, Bytes, Reply> code) {
    keyspace.begin(core.clock.millis(), database, true);
    keyspace.actingFor(lock);
    keyspace.holding(slots);
    try {
      Reply reply = code.apply(keyspace, key);
      keyspace.commit();
      return reply;
    } catch (CommandError e) {
      keyspace.rollback();
      return e.reply();
    } catch (RuntimeException e) {
      keyspace.rollback();
      throw e;
    }
  }

  @Override
  public CompletionStage<Void> flushMemtable() {
    return materialiser
        .materialised()
        .thenRunAsync(
            () -> {
              core.rocks.flush(true);
              try {
                core.log.endSegment();
              } catch (IOException e) {
                LOG.warn("event=journal-segment-not-ended cause={}", e.toString());
              }
              materialiser.execute(materialiser::cutJournal);
            },
            pool);
  }

  @Override
  public void scheduleFlushMemtable() {
    flushMemtable()
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.error("event=memtable-flush-failed", failure);
              }
            });
  }

  @Override
  public CompletionStage<Void> syncLog() {
    return supply(
        () -> {
          try {
            if (!core.log.awaitSynced(core.log.reach())) {
              throw new IllegalStateException(core.log.writeError().orElse("the log is closed"));
            }
            return null;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while syncing", e);
          }
        });
  }

  @Override
  public CompletionStage<Void> compact() {
    return materialiser.materialised().thenRunAsync(core.rocks::compact, pool);
  }

  @Override
  public void dropBlockCache() {
    pool.execute(core.rocks::dropBlockCache);
  }

  CompletionStage<Void> setNote(String name, Bytes text) {
    return supply(() -> core.notes.put(core, name, text)).thenCompose(this::whenDurable);
  }

  @Override
  public StoreStats stats() {
    return figures.now();
  }

  private <T> CompletableFuture<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, pool);
  }

  /** Lets what is under way end. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      pool.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
