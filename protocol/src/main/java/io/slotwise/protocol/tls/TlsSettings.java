package io.slotwise.protocol.tls;

import java.util.List;

/**
 * How TLS is spoken.
 *
 * @param protocols such as {@code TLSv1.3}; empty for those that are good today
 * @param ciphers for TLS 1.2, with colons between them, by OpenSSL's names or those of the
 *     standard; empty for the JDK's
 * @param cipherSuites the same for TLS 1.3
 * @param serverChooses whether a server prefers its own order of them to its client's
 */
public record TlsSettings(
    TlsFiles files,
    ClientCertificates clientCertificates,
    List<String> protocols,
    String ciphers,
    String cipherSuites,
    boolean serverChooses) {

  /** What a server wants to see of its clients. */
  public enum ClientCertificates {
    /** Nobody is asked. */
    NO,
    /** Who shows one must show a good one. */
    OPTIONAL,
    /** Nobody comes in without. */
    YES
  }

  public TlsSettings {
    protocols = List.copyOf(protocols);
  }

  /** What suits those who only connect. */
  public static TlsSettings ofClient(TlsFiles files) {
    return new TlsSettings(files, ClientCertificates.NO, List.of(), "", "", false);
  }
}
