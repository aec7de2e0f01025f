package io.slotwise.node.script;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import java.util.List;
import java.util.Locale;

/** What FUNCTION RESTORE does with libraries that are there already. */
enum RestorePolicy {
  /** They go first. */
  FLUSH,
  /** One of the same name is an error. */
  APPEND,
  /** One of the same name gives way. */
  REPLACE;

  /** The policy that the word names. */
  static RestorePolicy parse(Args args, int index) {
    for (RestorePolicy policy : values()) {
      if (args.is(index, policy.name().toLowerCase(Locale.ROOT))) {
        return policy;
      }
    }
    throw new CommandError(
        Errors.err("Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE."));
  }

  /**
   * The libraries with others.
   *
   * @throws CommandError when one cannot be taken
   */
  FunctionTable restore(FunctionTable table, List<FunctionTable.Library> libraries) {
    FunctionTable restored = FunctionTable.EMPTY;
    for (FunctionTable.Library library : libraries) {
      if (restored.has(library.name())) {
        throw new CommandError(Errors.err("Library '" + library.name() + "' already exists"));
      }
      restored = restored.with(library);
    }
    if (this == FLUSH) {
      return restored;
    }
    FunctionTable both = table;
    for (FunctionTable.Library library : libraries) {
      if (this == APPEND && table.has(library.name())) {
        throw new CommandError(Errors.err("Library " + library.name() + " already exists"));
      }
      both = both.without(library.name());
    }
    for (FunctionTable.Library library : libraries) {
      both = both.with(library);
    }
    return both;
  }
}
