package io.slotwise.node.whole;

import io.slotwise.node.connection.SlotOwners;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.replication.SlotRange;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The keys of shards that this node leads. It fails with CLUSTERDOWN where it does not, or does so
 * no longer when it has looked: then nothing was done.
 */
public final class LedKeys implements AllKeys {

  private final SlotOwners owners;
  private final List<SlotRange> shards;
  private final AllKeys keys;

  public LedKeys(DataStore store, SlotOwners owners, List<SlotRange> shards) {
    this.owners = owners;
    this.shards = List.copyOf(shards);
    BitSet slots = new BitSet();
    shards.forEach(shard -> slots.set(shard.first(), shard.last() + 1));
    this.keys = store.keysIn(slots::get);
  }

  private <T> CompletionStage<T> reading(Supplier<CompletionStage<T>> read) {
    return serving(read)
        .thenApply(
            found -> {
              require(shard -> owners.hasRight(shard.first()));
              return found;
            });
  }

  private <T> CompletionStage<T> serving(Supplier<CompletionStage<T>> work) {
    try {
      require(shard -> owners.serves(shard.first()));
      return work.get();
    } catch (CommandError notHere) {
      return CompletableFuture.failedFuture(notHere);
    }
  }

  private void require(Predicate<SlotRange> condition) {
    if (!shards.stream().allMatch(condition)) {
      throw new CommandError(Errors.slotNotServed());
    }
  }

  @Override
  public CompletionStage<Long> keyCount(int database) {
    return reading(() -> keys.keyCount(database));
  }

  @Override
  public CompletionStage<ScanStep> scan(
      int database, long cursor, KeyFilter filter, int countHint) {
    return reading(() -> keys.scan(database, cursor, filter, countHint));
  }

  @Override
  public CompletionStage<Bytes> randomKey(int database) {
    return reading(() -> keys.randomKey(database));
  }

  /** The log takes it or refuses it. */
  @Override
  public CompletionStage<Void> flush(int database) {
    return serving(() -> keys.flush(database));
  }
}
