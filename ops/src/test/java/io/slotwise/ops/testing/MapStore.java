package io.slotwise.ops.testing;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.KeyUse;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Pages;
import io.slotwise.sharding.api.StoreStats;
import io.slotwise.sharding.api.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** A store in maps, for the commands of this module; time stands still at 1,000,000 ms. */
public final class MapStore implements DataStore {

  public static final long NOW_MS = 1_000_000;

  public final Map<String, Map<String, Object>> figures = new LinkedHashMap<>();
  public int memtableFlushes;
  public int droppedCaches;
  private final Map<Integer, TreeMap<Bytes, Value>> databases = new HashMap<>();

  public TreeMap<Bytes, Value> database(int number) {
    return databases.computeIfAbsent(number, unused -> new TreeMap<>());
  }

  @Override
  public CompletionStage<Long> keyCount(int database) {
    return CompletableFuture.completedFuture((long) database(database).size());
  }

  @Override
  public DatabaseStats databaseStats(int database) {
    long expiring = database(database).values().stream().filter(Value::hasExpiry).count();
    return new DatabaseStats(database(database).size(), expiring, expiring * 10);
  }

  @Override
  public CompletionStage<Long> keyCountInSlot(int slot) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<Bytes>> keysInSlot(int slot, int countMax) {
    throw new UnsupportedOperationException();
  }

  /** One key a step, so that there are several. */
  @Override
  public CompletionStage<ScanStep> scan(
      int database, long cursor, KeyFilter filter, int countHint) {
    List<Bytes> keys = new ArrayList<>(database(database).keySet());
    if (cursor >= keys.size()) {
      return CompletableFuture.completedFuture(new ScanStep(0, List.of()));
    }
    Bytes key = keys.get((int) cursor);
    boolean accepted = filter.accepts(key, database(database).get(key).type());
    long next = cursor + 1 == keys.size() ? 0 : cursor + 1;
    return CompletableFuture.completedFuture(
        new ScanStep(next, accepted ? List.of(key) : List.of()));
  }

  @Override
  public CompletionStage<Bytes> randomKey(int database) {
    throw new UnsupportedOperationException();
  }

  @Override
  public AllKeys keysIn(IntPredicate slots) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> flush(int database) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Reply> onSlotOf(
      Bytes key, int database, BiFunction<Keyspace, Bytes, Reply> code) {
    return CompletableFuture.completedFuture(code.apply(new View(database), key));
  }

  @Override
  public CompletionStage<Void> flushMemtable() {
    memtableFlushes++;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void scheduleFlushMemtable() {
    memtableFlushes++;
  }

  @Override
  public CompletionStage<Void> syncLog() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> compact() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void dropBlockCache() {
    droppedCaches++;
  }

  @Override
  public StoreStats stats() {
    return new StoreStats(figures);
  }

  private final class View implements Keyspace {
    private final int number;

    private View(int number) {
      this.number = number;
    }

    @Override
    public long nowMs() {
      return NOW_MS;
    }

    @Override
    public RandomGenerator random() {
      return new Random(1);
    }

    @Override
    public int database() {
      return number;
    }

    @Override
    public Value read(Bytes key) {
      return MapStore.this.database(number).get(key);
    }

    @Override
    public Value peek(Bytes key) {
      return read(key);
    }

    @Override
    public void put(Bytes key, Value value) {
      MapStore.this.database(number).put(key, value);
    }

    @Override
    public boolean delete(Bytes key) {
      return MapStore.this.database(number).remove(key) != null;
    }

    @Override
    public Pages pages(Bytes key) {
      throw new UnsupportedOperationException("this store has no collections");
    }

    @Override
    public long newCollection(Bytes key) {
      throw new UnsupportedOperationException("this store has no collections");
    }

    @Override
    public Keyspace in(int database) {
      return new View(database);
    }

    @Override
    public void keyEvent(KeyEventType type, String event, Bytes key) {}

    @Override
    public long version(Bytes key) {
      throw new UnsupportedOperationException("this store knows no versions");
    }

    @Override
    public KeyUse use(Bytes key) {
      return read(key) == null ? null : new KeyUse(NOW_MS - 5_000, 5);
    }

    @Override
    public void setUse(Bytes key, KeyUse use) {
      throw new UnsupportedOperationException();
    }
  }
}
