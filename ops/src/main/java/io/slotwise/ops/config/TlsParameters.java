package io.slotwise.ops.config;

import static io.slotwise.ops.config.Parameter.applied;
import static io.slotwise.ops.config.Parameter.ignored;
import static io.slotwise.ops.config.ParameterTypes.choice;
import static io.slotwise.ops.config.ParameterTypes.integer;
import static io.slotwise.ops.config.ParameterTypes.text;
import static io.slotwise.ops.config.ParameterTypes.yesNo;
import static io.slotwise.ops.config.StructuredTypes.only;

import java.util.List;

/** TLS. Those that name files have them read again whenever they are set. */
final class TlsParameters {

  private static final long INT_MAX = Integer.MAX_VALUE;
  private static final String NO_REPLICATION =
      "Slotwise does not replicate as a Redis server does: see tls-cluster";

  static final List<Parameter> ALL =
      List.of(
          applied("tls-auth-clients", choice("no", "yes", "optional"), "yes"),
          applied("tls-ca-cert-dir", text(), "").reread(),
          applied("tls-ca-cert-file", text(), "").reread(),
          applied("tls-cert-file", text(), "").reread(),
          applied("tls-ciphers", text(), ""),
          applied("tls-ciphersuites", text(), ""),
          ignored("tls-client-cert-file", text(), ""),
          ignored("tls-client-key-file", text(), ""),
          ignored("tls-client-key-file-pass", text(), ""),
          applied("tls-cluster", yesNo(), "no").atStart(),
          ignored("tls-dh-params-file", text(), ""),
          applied("tls-key-file", text(), "").reread(),
          applied("tls-key-file-pass", text(), ""),
          applied("tls-port", integer(0, 65535), "0").atStart(),
          applied("tls-prefer-server-ciphers", yesNo(), "no"),
          applied("tls-protocols", text(), ""),
          ignored("tls-replication", only("no", NO_REPLICATION), "no"),
          ignored("tls-session-cache-size", integer(0, INT_MAX), "20480"),
          ignored("tls-session-cache-timeout", integer(0, INT_MAX), "300"),
          ignored("tls-session-caching", yesNo(), "yes"));

  private TlsParameters() {}
}
