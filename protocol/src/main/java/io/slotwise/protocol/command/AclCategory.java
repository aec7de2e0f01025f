package io.slotwise.protocol.command;

import java.util.Locale;

/** Redis's ACL categories, in Redis's order. */
public enum AclCategory {
  KEYSPACE,
  READ,
  WRITE,
  SET,
  SORTEDSET,
  LIST,
  HASH,
  STRING,
  BITMAP,
  HYPERLOGLOG,
  GEO,
  STREAM,
  PUBSUB,
  ADMIN,
  FAST,
  SLOW,
  BLOCKING,
  DANGEROUS,
  CONNECTION,
  TRANSACTION,
  SCRIPTING;

  /** As Redis prints it: {@code @string}. */
  public String word() {
    return "@" + name().toLowerCase(Locale.ROOT);
  }
}
