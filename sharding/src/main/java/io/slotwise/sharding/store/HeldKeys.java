package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.slot.Turns;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;

/**
 * Whole databases, as far as this node serves them, for a thread that holds the turns of all slots,
 * as a script may: everything is done at once, on that thread. Reads see what it has written and
 * not yet committed; before it changes databases as a whole, it commits.
 */
final class HeldKeys implements AllKeys {

  private static final int KEYS_PER_STEP = 1000;

  /** The turns of all slots where the caller has them. */
  static final Turns HELD =
      new Turns() {
        @Override
        public boolean tryTake(int slot) {
          return true;
        }

        @Override
        public boolean isIdle(int slot) {
          return false;
        }

        @Override
        public void request(int slot, Runnable onGranted) {
          onGranted.run();
        }

        @Override
        public void take(int slot) {
          // It has it.
        }

        @Override
        public void release(int slot) {
          // It keeps it.
        }

        @Override
        public void runExclusively(int slot, Runnable work) {
          work.run();
        }
      };

  private final StoreCore core;
  private final Scanner scanner;
  private final FlushDatabases flushDatabases;
  private final SwapDatabases swapDatabases;

  HeldKeys(StoreCore core) {
    this.core = core;
    this.scanner = new Scanner(core, HELD);
    AllTurns allTurns = new AllTurns(core, HELD);
    this.flushDatabases = new FlushDatabases(core, allTurns);
    this.swapDatabases = new SwapDatabases(core, allTurns);
  }

  /** By counting: what is not committed is in no counter yet. */
  @Override
  public CompletionStage<Long> keyCount(int database) {
    int place = core.places.of(database);
    IntPredicate slots = core.servedSlots();
    long count = 0;
    long cursor = 0;
    do {
      ScanStep step = scanner.scan(place, slots, cursor, KeyFilter.ALL, KEYS_PER_STEP);
      count += step.keys().size();
      cursor = step.cursor();
    } while (cursor != 0);
    return CompletableFuture.completedFuture(count);
  }

  @Override
  public CompletionStage<ScanStep> scan(
      int database, long cursor, KeyFilter filter, int countHint) {
    return CompletableFuture.completedFuture(
        scanner.scan(core.places.of(database), core.servedSlots(), cursor, filter, countHint));
  }

  @Override
  public CompletionStage<Bytes> randomKey(int database) {
    return CompletableFuture.completedFuture(
        scanner.randomKey(core.places.of(database), core.servedSlots()));
  }

  @Override
  public CompletionStage<Void> flush(int database) {
    flushDatabases.run(database, core.servedSlots());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean canSwap() {
    return !core.log.isOfShards();
  }

  @Override
  public CompletionStage<Void> swap(int first, int second) {
    swapDatabases.run(first, second);
    return CompletableFuture.completedFuture(null);
  }
}
