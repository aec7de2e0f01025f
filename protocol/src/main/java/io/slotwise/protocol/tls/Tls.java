package io.slotwise.protocol.tls;

import io.slotwise.protocol.tls.TlsSettings.ClientCertificates;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * TLS as it is spoken now. Connections that are open keep what they began with; {@link #use} holds
 * from the next one on.
 *
 * <p>A certificate counts when one of the authorities has signed it and its time has come; what it
 * says of host names is not looked at by this side, as in Redis: nodes announce addresses that
 * change, and whoever may have a certificate is decided by who keeps the authority's key.
 *
 * <p>Usable from any thread.
 */
public final class Tls {

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
  private static final int HANDSHAKE_THREADS_MAX = 2;
  private static final long THREAD_IDLE_MAX_S = 30;

  private record State(
      TlsSettings settings, Identity identity, SSLContext context, String[] ciphers) {}

  private final Executor handshakes = handshakeThreads();
  private volatile State state;

  private Tls(State state) {
    this.state = state;
  }

  /**
   * Reads the files.
   *
   * @throws IOException with a message that says what is wrong and what to do
   */
  public static Tls of(TlsSettings settings) throws IOException {
    return new Tls(read(settings));
  }

  /**
   * Reads the files and uses them for new connections; when that fails, all stays as it was.
   *
   * @throws IOException likewise
   */
  public void use(TlsSettings settings) throws IOException {
    state = read(settings);
  }

  private static State read(TlsSettings settings) throws IOException {
    for (String protocol : settings.protocols()) {
      if (!PROTOCOLS.contains(protocol)) {
        throw new IOException(
            "the protocol " + protocol + " cannot be used: name TLSv1.2, TLSv1.3 or both");
      }
    }
    Identity identity = Identity.read(settings.files());
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity.keys() == null ? null : new KeyManager[] {identity.keys()},
          identity.trust() == null ? null : new TrustManager[] {identity.trust()},
          null);
      String[] ciphers =
          CipherNames.choose(
              context.getSupportedSSLParameters().getCipherSuites(),
              context.getDefaultSSLParameters().getCipherSuites(),
              settings.ciphers(),
              settings.cipherSuites());
      return new State(settings, identity, context, ciphers);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be used: " + e.getMessage(), e);
    }
  }

  /** For one connection that somebody has made to us. */
  public SSLEngine serverEngine() {
    return serverEngine(state.settings().clientCertificates());
  }

  /** The same where somebody is asked for more or less than the settings say. */
  public SSLEngine serverEngine(ClientCertificates clientCertificates) {
    State now = state;
    SSLEngine engine = now.context().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters(now);
    parameters.setUseCipherSuitesOrder(now.settings().serverChooses());
    if (clientCertificates == ClientCertificates.YES) {
      parameters.setNeedClientAuth(true);
    } else if (clientCertificates == ClientCertificates.OPTIONAL) {
      parameters.setWantClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** For one connection that we make. */
  public SSLEngine clientEngine() {
    State now = state;
    SSLEngine engine = now.context().createSSLEngine();
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters(now));
    return engine;
  }

  /**
   * The same over a socket that is connected; its thread waits for the other side.
   *
   * @throws IOException when the two cannot agree
   */
  public Socket over(Socket socket, String host, int port) throws IOException {
    State now = state;
    SSLSocket secured =
        (SSLSocket) now.context().getSocketFactory().createSocket(socket, host, port, true);
    secured.setSSLParameters(parameters(now));
    secured.startHandshake();
    return secured;
  }

  private static SSLParameters parameters(State now) {
    List<String> protocols =
        now.settings().protocols().isEmpty() ? PROTOCOLS : now.settings().protocols();
    return new SSLParameters(now.ciphers(), protocols.toArray(String[]::new));
  }

  /** What a handshake takes: longer than an event loop may be kept. */
  public Executor handshakes() {
    return handshakes;
  }

  /** The certificate of this side, or null. */
  public X509Certificate certificate() {
    return state.identity().own();
  }

  /** As connections begin now, for those who make their own sockets. */
  public SSLContext context() {
    return state.context();
  }

  private static Executor handshakeThreads() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            HANDSHAKE_THREADS_MAX,
            HANDSHAKE_THREADS_MAX,
            THREAD_IDLE_MAX_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "slotwise-tls-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
