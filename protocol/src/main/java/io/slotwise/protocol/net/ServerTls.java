package io.slotwise.protocol.net;

import io.netty.handler.ssl.SslHandler;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.protocol.tls.TlsSettings.ClientCertificates;

/**
 * TLS as one port speaks it.
 *
 * @param clientCertificates what its clients are asked for; null for what the settings say
 */
public record ServerTls(Tls tls, ClientCertificates clientCertificates) {

  /** Whoever takes longer is no client. */
  static final long HANDSHAKE_TIMEOUT_MS = 10_000;

  SslHandler newHandler() {
    SslHandler handler =
        new SslHandler(
            clientCertificates == null ? tls.serverEngine() : tls.serverEngine(clientCertificates),
            tls.handshakes());
    handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MS);
    return handler;
  }
}
