package io.slotwise.scripting;

import java.util.Locale;
import java.util.Optional;

/** What a script or function says about itself. */
public enum ScriptFlag {
  NO_WRITES,
  ALLOW_OOM,
  ALLOW_STALE,
  NO_CLUSTER,
  ALLOW_CROSS_SLOT_KEYS;

  /** As scripts write it: {@code no-writes}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<ScriptFlag> of(String text) {
    for (ScriptFlag flag : values()) {
      if (flag.text().equals(text)) {
        return Optional.of(flag);
      }
    }
    return Optional.empty();
  }
}
