package io.slotwise.ops.config;

import java.util.Locale;
import java.util.Set;

/** Parameters whose values are not for logs, screens, MONITOR and SLOWLOG. */
public final class SecretParameters {

  private static final Set<String> NAMES =
      Set.of(
          "requirepass",
          "masterauth",
          "masteruser",
          "management-password",
          "tls-key-file-pass",
          "tls-client-key-file-pass");

  private SecretParameters() {}

  /**
   * @param name in any case
   */
  public static boolean isOne(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
