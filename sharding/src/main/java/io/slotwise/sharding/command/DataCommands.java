package io.slotwise.sharding.command;

import io.slotwise.sharding.api.CommandDef;
import java.util.List;
import java.util.stream.Stream;

/** Every command on keys, for the catalog of the server. */
public final class DataCommands {

  private DataCommands() {}

  /** All groups that need nothing but the keys they are called with. */
  public static List<CommandDef> onSlots() {
    return Stream.of(
            StringCommands.ALL,
            StringPartCommands.ALL,
            CounterCommands.ALL,
            BitmapCommands.ALL,
            BitfieldCommands.ALL,
            KeyCommands.ALL,
            ExpiryCommands.ALL,
            DumpCommands.ALL)
        .flatMap(List::stream)
        .toList();
  }
}
