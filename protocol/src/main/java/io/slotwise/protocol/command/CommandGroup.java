package io.slotwise.protocol.command;

import java.util.Locale;

/** The groups of Redis's own documentation. */
public enum CommandGroup {
  GENERIC,
  STRING,
  LIST,
  SET,
  SORTED_SET,
  HASH,
  PUBSUB,
  TRANSACTIONS,
  CONNECTION,
  SERVER,
  SCRIPTING,
  HYPERLOGLOG,
  CLUSTER,
  SENTINEL,
  GEO,
  STREAM,
  BITMAP,
  MODULE;

  /** As {@code COMMAND DOCS} prints it: {@code sorted-set}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
