package io.slotwise.node.cli;

import io.slotwise.protocol.tls.Tls;
import io.slotwise.protocol.tls.TlsFiles;
import io.slotwise.protocol.tls.TlsSettings;
import java.io.IOException;
import picocli.CommandLine.Option;

/** How TLS is asked for, under redis-cli's names. */
final class TlsOptions {

  @Option(names = "--tls", description = "Speaks TLS.")
  private boolean wanted;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Certificates of authorities (PEM); without it those that Java knows.")
  private String authorities;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      defaultValue = "",
      description = "The certificate (PEM) that is shown.")
  private String certificate;

  @Option(names = "--key", paramLabel = "FILE", defaultValue = "", description = "Its key (PEM).")
  private String key;

  /** Null where it is not wanted. */
  Tls tls() throws IOException {
    return wanted
        ? Tls.of(TlsSettings.ofClient(new TlsFiles(certificate, key, "", authorities, "")))
        : null;
  }
}
