package io.slotwise.sharding.api;

/**
 * The type of the value at a key. {@link #code()} is written to disk and never changes its meaning.
 */
public enum ValueType {
  STRING(0, "string"),
  LIST(1, "list"),
  SET(2, "set"),
  SORTED_SET(3, "zset"),
  HASH(4, "hash"),
  STREAM(5, "stream");

  private static final ValueType[] BY_CODE = values();

  private final int code;
  private final String word;

  ValueType(int code, String word) {
    this.code = code;
    this.word = word;
  }

  public int code() {
    return code;
  }

  /** What TYPE answers. */
  public String word() {
    return word;
  }

  /**
   * @throws IllegalArgumentException for a code that this version does not know
   */
  public static ValueType ofCode(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("unknown value type " + code);
    }
    return BY_CODE[code];
  }
}
