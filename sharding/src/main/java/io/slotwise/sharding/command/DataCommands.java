package io.slotwise.sharding.command;

import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Upkeep;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Every command on keys, for the catalog of the server. {@link ObjectCommands#MEMORY_USAGE} goes
 * with MEMORY.
 */
public final class DataCommands {

  private DataCommands() {}

  /**
   * All of them.
   *
   * @param frequencyTracked see {@link ObjectCommands#ObjectCommands}
   */
  public static List<CommandDef> all(DataStore store, BooleanSupplier frequencyTracked) {
    return Stream.of(
            onSlots(),
            new ObjectCommands(frequencyTracked).commands(),
            ScanCommands.ALL,
            new StoreCommands(store).commands())
        .flatMap(List::stream)
        .toList();
  }

  /** What is in values of every type. */
  public static Contents contents() {
    return (keys, key, value, visitor) ->
        ValueKinds.of(value.type()).show(keys, key, value, visitor);
  }

  /** What values need in the background. */
  public static Upkeep upkeep() {
    return new HashUpkeep();
  }

  /** All groups that need nothing but the keys they are called with. */
  public static List<CommandDef> onSlots() {
    return Stream.of(
            StringCommands.ALL,
            StringPartCommands.ALL,
            CounterCommands.ALL,
            BitmapCommands.ALL,
            BitfieldCommands.ALL,
            SortedSetCommands.ALL,
            SortedSetRangeCommands.ALL,
            SortedSetAlgebraCommands.ALL,
            SortedSetPopCommands.ALL,
            BlockingSortedSetCommands.ALL,
            GeoCommands.ALL,
            GeoSearchCommands.ALL,
            HyperLogLogCommands.ALL,
            HashCommands.ALL,
            HashExpiryCommands.ALL,
            HashValueExpiryCommands.ALL,
            SetCommands.ALL,
            SetAlgebraCommands.ALL,
            ListCommands.ALL,
            ListMoveCommands.ALL,
            BlockingListCommands.ALL,
            KeyCommands.ALL,
            SortCommands.ALL,
            ExpiryCommands.ALL,
            DumpCommands.ALL,
            StreamCommands.ALL,
            StreamReadCommands.ALL,
            StreamGroupCommands.ALL,
            StreamPendingCommands.ALL,
            StreamClaimCommands.ALL,
            StreamInfoCommands.ALL)
        .flatMap(List::stream)
        .toList();
  }
}
