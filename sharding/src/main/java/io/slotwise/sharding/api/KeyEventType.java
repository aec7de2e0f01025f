package io.slotwise.sharding.api;

/**
 * The classes of keyspace events, with the letter that {@code notify-keyspace-events} has for each.
 */
public enum KeyEventType {
  GENERIC('g'),
  STRING('$'),
  LIST('l'),
  SET('s'),
  HASH('h'),
  SORTED_SET('z'),
  EXPIRED('x'),
  EVICTED('e'),
  STREAM('t'),
  KEY_MISS('m'),
  NEW('n');

  private final char letter;

  KeyEventType(char letter) {
    this.letter = letter;
  }

  public char letter() {
    return letter;
  }
}
