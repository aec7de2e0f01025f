package io.slotwise.it.differential;

import java.util.Locale;

/** The protocol that a test's connections speak. */
enum Resp {
  RESP2,
  RESP3;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Resp of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
