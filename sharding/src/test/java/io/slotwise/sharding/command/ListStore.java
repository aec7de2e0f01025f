package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Session;
import io.slotwise.sharding.api.StoreStats;
import io.slotwise.sharding.api.ValueType;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;

/** A store of names alone, in the order in which they came; a cursor is a place in the list. */
final class ListStore implements DataStore {

  private record ScannedKey(Bytes key, ValueType type) {}

  private final List<ScannedKey> keys = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private long lastCursor;
  private Long nextCursor;
  private boolean inCluster;

  void add(String key, ValueType type) {
    keys.add(new ScannedKey(Bytes.of(key), type));
  }

  /** What was asked of it, besides keys. */
  List<String> calls() {
    return calls;
  }

  /** From now on databases cannot be swapped. */
  void joinCluster() {
    inCluster = true;
  }

  long lastCursor() {
    return lastCursor;
  }

  /** Makes every further step answer with this cursor. */
  void answerCursor(long cursor) {
    nextCursor = cursor;
  }

  /** A connection that can say that its database is 0, and nothing else. */
  Session session() {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("database")) {
                return 0;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  @Override
  public AllKeys keysIn(IntPredicate slots) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<ScanStep> scan(
      int database, long cursor, KeyFilter filter, int countHint) {
    lastCursor = cursor;
    if (cursor < 0 || cursor >= keys.size()) {
      return CompletableFuture.completedStage(new ScanStep(next(0), List.of()));
    }
    int end = (int) Math.min(keys.size(), cursor + countHint);
    List<Bytes> step =
        keys.subList((int) cursor, end).stream()
            .filter(key -> filter.accepts(key.key(), key.type()))
            .map(ScannedKey::key)
            .toList();
    return CompletableFuture.completedStage(new ScanStep(next(end == keys.size() ? 0 : end), step));
  }

  private long next(long cursor) {
    return nextCursor == null ? cursor : nextCursor;
  }

  @Override
  public CompletionStage<Long> keyCount(int database) {
    return CompletableFuture.completedStage((long) keys.size());
  }

  @Override
  public CompletionStage<Bytes> randomKey(int database) {
    return CompletableFuture.completedStage(keys.isEmpty() ? null : keys.get(0).key());
  }

  @Override
  public CompletionStage<Void> flush(int database) {
    keys.clear();
    return called("flush " + database);
  }

  @Override
  public boolean canSwap() {
    return !inCluster;
  }

  @Override
  public CompletionStage<Void> swap(int first, int second) {
    return called("swap " + first + " " + second);
  }

  @Override
  public CompletionStage<Void> flushMemtable() {
    return called("flushMemtable");
  }

  @Override
  public void scheduleFlushMemtable() {
    calls.add("scheduleFlushMemtable");
  }

  @Override
  public CompletionStage<Void> syncLog() {
    return called("syncLog");
  }

  @Override
  public CompletionStage<Void> compact() {
    return called("compact");
  }

  @Override
  public void dropBlockCache() {
    calls.add("dropBlockCache");
  }

  private CompletionStage<Void> called(String what) {
    calls.add(what);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public DatabaseStats databaseStats(int database) {
    return new DatabaseStats(keys.size(), 0, 0);
  }

  @Override
  public CompletionStage<Long> keyCountInSlot(int slot) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<Bytes>> keysInSlot(int slot, int countMax) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Reply> onSlotOf(
      Bytes key, int database, BiFunction<Keyspace, Bytes, Reply> code) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StoreStats stats() {
    return new StoreStats(Map.of());
  }
}
