package io.slotwise.node.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.StoreStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;

/** A store with two keys in every slot, which notes what it is asked to do. */
final class FakeStore implements DataStore {

  final List<String> asked = new ArrayList<>();

  private CompletionStage<Void> note(String what) {
    asked.add(what);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Long> keyCount(int database) {
    return CompletableFuture.completedFuture(2L);
  }

  @Override
  public DatabaseStats databaseStats(int database) {
    return new DatabaseStats(2, 0, 0);
  }

  @Override
  public CompletionStage<Long> keyCountInSlot(int slot) {
    return CompletableFuture.completedFuture(2L);
  }

  @Override
  public CompletionStage<List<Bytes>> keysInSlot(int slot, int countMax) {
    List<Bytes> keys = List.of(Bytes.of("a"), Bytes.of("b"));
    return CompletableFuture.completedFuture(keys.subList(0, Math.min(2, countMax)));
  }

  @Override
  public AllKeys keysIn(IntPredicate slots) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<ScanStep> scan(
      int database, long cursor, KeyFilter filter, int countHint) {
    return CompletableFuture.completedFuture(new ScanStep(0, List.of()));
  }

  @Override
  public CompletionStage<Bytes> randomKey(int database) {
    return CompletableFuture.completedFuture(Bytes.of("a"));
  }

  @Override
  public CompletionStage<Void> flush(int database) {
    return note("flush " + database);
  }

  @Override
  public CompletionStage<Reply> onSlotOf(
      Bytes key, int database, BiFunction<Keyspace, Bytes, Reply> code) {
    throw new UnsupportedOperationException("no keys here");
  }

  @Override
  public CompletionStage<Void> flushMemtable() {
    return note("flushMemtable");
  }

  @Override
  public void scheduleFlushMemtable() {
    note("scheduleFlushMemtable");
  }

  @Override
  public CompletionStage<Void> syncLog() {
    return note("syncLog");
  }

  @Override
  public CompletionStage<Void> compact() {
    return note("compact");
  }

  @Override
  public void dropBlockCache() {
    note("dropBlockCache");
  }

  @Override
  public StoreStats stats() {
    return new StoreStats(Map.of());
  }
}
