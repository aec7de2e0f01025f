package io.slotwise.node;

import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.RefusedValueException;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.protocol.tls.TlsFiles;
import io.slotwise.protocol.tls.TlsSettings;
import io.slotwise.protocol.tls.TlsSettings.ClientCertificates;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of a node, where anything of it speaks TLS: what its parameters say, now and later. */
public final class NodeTls {

  private static final Logger LOG = LoggerFactory.getLogger(NodeTls.class);

  private static final List<String> PARAMETERS =
      List.of(
          "tls-auth-clients",
          "tls-ca-cert-dir",
          "tls-ca-cert-file",
          "tls-cert-file",
          "tls-ciphers",
          "tls-ciphersuites",
          "tls-key-file",
          "tls-key-file-pass",
          "tls-prefer-server-ciphers",
          "tls-protocols");

  private final Tls tls;
  private final boolean betweenNodes;

  private NodeTls(Tls tls, boolean betweenNodes) {
    this.tls = tls;
    this.betweenNodes = betweenNodes;
  }

  /**
   * Reads the files that the parameters name, where there is a need of them.
   *
   * @throws IOException with a message for the operator
   */
  public static NodeTls of(ConfigTable config) throws IOException {
    boolean betweenNodes = config.isYes("tls-cluster");
    boolean forClients = config.number("tls-port") != 0;
    if (betweenNodes && !forClients) {
      throw new IOException("tls-cluster needs a tls-port: nodes find each other there");
    }
    return forClients
        ? new NodeTls(Tls.of(settings(config)), betweenNodes)
        : new NodeTls(null, false);
  }

  /** Has CONFIG SET of a parameter hold for new connections. */
  void follow(ConfigTable config) {
    if (tls != null) {
      tell("loaded");
    }
    for (String name : PARAMETERS) {
      config.onChange(name, value -> reload(config));
    }
  }

  private void reload(ConfigTable config) throws RefusedValueException {
    if (tls == null) {
      return;
    }
    try {
      tls.use(settings(config));
      tell("reloaded");
    } catch (IOException e) {
      throw new RefusedValueException(e.getMessage());
    }
  }

  private void tell(String what) {
    LOG.info(
        "event=tls_{} certificate=\"{}\" expires={}",
        what,
        tls.certificate().getSubjectX500Principal(),
        tls.certificate().getNotAfter().toInstant());
  }

  /** How it is spoken with clients; null where it is not. */
  Tls ofClients() {
    return tls;
  }

  /** How it is spoken between nodes; null where it is not. */
  Tls ofNodes() {
    return betweenNodes ? tls : null;
  }

  private static TlsSettings settings(ConfigTable config) throws IOException {
    TlsFiles files =
        new TlsFiles(
            config.get("tls-cert-file"),
            config.get("tls-key-file"),
            config.get("tls-key-file-pass"),
            config.get("tls-ca-cert-file"),
            config.get("tls-ca-cert-dir"));
    ClientCertificates clients =
        ClientCertificates.valueOf(config.get("tls-auth-clients").toUpperCase(Locale.ROOT));
    if (files.certificate().isEmpty() || files.key().isEmpty()) {
      throw new IOException("tls-port needs a certificate: set tls-cert-file and tls-key-file");
    }
    if (clients != ClientCertificates.NO && !files.nameAuthorities()) {
      throw new IOException(
          "tls-auth-clients needs to know whose certificates are good: set tls-ca-cert-file, or"
              + " tls-auth-clients no");
    }
    if (config.isYes("tls-cluster")) {
      if (!files.nameAuthorities()) {
        throw new IOException(
            "tls-cluster needs to know whose nodes are good: set tls-ca-cert-file");
      }
      if (clients == ClientCertificates.NO) {
        // Nodes come in by the same ports and have to show theirs.
        clients = ClientCertificates.OPTIONAL;
      }
    }
    return new TlsSettings(
        files,
        clients,
        words(config.get("tls-protocols")),
        config.get("tls-ciphers"),
        config.get("tls-ciphersuites"),
        config.isYes("tls-prefer-server-ciphers"));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
