package io.slotwise.sharding.log;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What has happened to a write before its reply leaves. */
public enum Durability {
  /** Nothing: there is no log, and a crash loses what no memtable flush has saved. */
  MEMORY,

  /** The operating system has it; when it reaches the disk is the system's business. */
  OS,

  /** The operating system has it, and the disk has it a second later. */
  EVERYSEC,

  /** The disk has it. */
  FSYNC;

  /** The word used in settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException naming the words that are allowed
   */
  public static Durability ofWord(String word) {
    for (Durability durability : values()) {
      if (durability.word().equalsIgnoreCase(word)) {
        return durability;
      }
    }
    throw new IllegalArgumentException(
        "durability must be one of "
            + Arrays.stream(values()).map(Durability::word).collect(Collectors.joining(", "))
            + ", not '"
            + word
            + "'");
  }
}
