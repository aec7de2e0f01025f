package io.slotwise.node;

import akka.remote.artery.tcp.SSLEngineProvider;
import akka.remote.artery.tcp.SSLEngineProviderSetup;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.protocol.tls.TlsSettings.ClientCertificates;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import scala.Option;

/**
 * TLS between the nodes' actor systems, with the node's own certificate. Both sides show one.
 *
 * <p>Akka's provider with rotating keys would read the same files itself, but no EC keys, none with
 * a password and no chains.
 */
final class AkkaTls implements SSLEngineProvider {

  private final Tls tls;

  private AkkaTls(Tls tls) {
    this.tls = tls;
  }

  static SSLEngineProviderSetup setup(Tls tls) {
    return SSLEngineProviderSetup.create(system -> new AkkaTls(tls));
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    return tls.serverEngine(ClientCertificates.YES);
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    return tls.clientEngine();
  }

  /** Whoever has come so far has shown a good certificate. */
  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return Option.empty();
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return Option.empty();
  }
}
