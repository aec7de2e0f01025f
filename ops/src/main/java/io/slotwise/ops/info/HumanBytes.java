package io.slotwise.ops.info;

import java.util.Locale;

/** Sizes as Redis prints them for people: {@code 991.47K}. */
public final class HumanBytes {

  private static final String UNITS = "BKMGTP";

  private HumanBytes() {}

  /** Powers of 1024 with two decimals; plain bytes have none. */
  public static String of(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f%c", value, UNITS.charAt(unit));
  }
}
