package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Commands by name in any case, without making a string of what the client sent: open addressing
 * with linear probing, a quarter full at most. Immutable.
 */
final class NameTable {

  private final byte[][] names;
  private final CatalogEntry[] entries;
  private final int mask;

  /** Subcommands are found by the word behind the bar. Names are distinct and in lower case. */
  NameTable(List<CatalogEntry> commands) {
    int size = Math.max(4, Integer.highestOneBit(commands.size()) << 3);
    names = new byte[size][];
    entries = new CatalogEntry[size];
    mask = size - 1;
    for (CatalogEntry command : commands) {
      byte[] name = command.spec().lastWord().getBytes(StandardCharsets.ISO_8859_1);
      int at = hash(name, 0, name.length) & mask;
      while (entries[at] != null) {
        at = (at + 1) & mask;
      }
      names[at] = name;
      entries[at] = command;
    }
  }

  /** The command with that name, or null. */
  CatalogEntry find(byte[] data, int offset, int length) {
    int at = hash(data, offset, length) & mask;
    for (byte[] name = names[at]; name != null; name = names[at]) {
      if (matches(name, data, offset, length)) {
        return entries[at];
      }
      at = (at + 1) & mask;
    }
    return null;
  }

  private static boolean matches(byte[] name, byte[] data, int offset, int length) {
    if (name.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name[i] != Args.lower(data[offset + i])) {
        return false;
      }
    }
    return true;
  }

  private static int hash(byte[] data, int offset, int length) {
    int hash = length;
    for (int i = 0; i < length; i++) {
      // Lowers letters; that it also joins a few other bytes costs a comparison at most.
      hash = 31 * hash + (data[offset + i] | 0x20);
    }
    return hash ^ (hash >>> 15);
  }
}
