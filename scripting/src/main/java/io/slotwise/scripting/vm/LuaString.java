package io.slotwise.scripting.vm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable string of bytes. Its hash is Lua 5.1's own, since the order of {@code pairs} depends
 * on it.
 */
public final class LuaString implements Comparable<LuaString> {

  public static final LuaString EMPTY = new LuaString(new byte[0]);

  private final byte[] bytes;
  private int hash;
  private boolean hashed;

  private LuaString(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The array itself, not copied: the caller must not write to it again. */
  public static LuaString wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new LuaString(bytes);
  }

  /** One byte a char (ISO 8859-1). */
  public static LuaString of(String latin1) {
    return wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  public int length() {
    return bytes.length;
  }

  /** The byte at an index, 0 to 255. */
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  public LuaString sub(int from, int to) {
    return from == 0 && to == bytes.length ? this : wrap(Arrays.copyOfRange(bytes, from, to));
  }

  /** The backing array: never write to it. */
  public byte[] array() {
    return bytes;
  }

  public String latin1() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** What C's string functions see: up to the first NUL. */
  public String upToNul() {
    String text = latin1();
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  @Override
  public int hashCode() {
    if (!hashed) {
      int h = bytes.length;
      int step = (bytes.length >> 5) + 1;
      for (int i = bytes.length; i >= step; i -= step) {
        h ^= (h << 5) + (h >>> 2) + (bytes[i - 1] & 0xff);
      }
      hash = h;
      hashed = true;
    }
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof LuaString that
            && bytes.length == that.bytes.length
            && hashCode() == that.hashCode()
            && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int compareTo(LuaString that) {
    return Arrays.compareUnsigned(bytes, that.bytes);
  }

  @Override
  public String toString() {
    return latin1();
  }
}
