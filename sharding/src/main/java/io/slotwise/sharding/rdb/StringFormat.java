package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;

/** Strings. */
public final class StringFormat {

  private StringFormat() {}

  /** Writes the type and the string. */
  public static void write(RdbOutput out, Bytes string) {
    out.type(RdbType.STRING).string(string);
  }
}
