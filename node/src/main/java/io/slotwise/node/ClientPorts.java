package io.slotwise.node;

import io.slotwise.protocol.net.RedisServer;
import io.slotwise.protocol.stream.RequestHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The open ports for clients that see one server: a plain one, one with TLS, or both.
 *
 * @param servers at least one, the plain one first
 */
record ClientPorts(List<RedisServer> servers) {

  private static final Duration GRACE = Duration.ofSeconds(2);

  /**
   * Opens what the settings say.
   *
   * @throws IOException when one of them cannot be had; none is open then
   */
  static ClientPorts open(
      NodeEntrance entrance,
      RequestHandler.Factory handlers,
      NodeSettings settings,
      NodeTls tls,
      int backlog)
      throws IOException {
    List<RedisServer> servers = new ArrayList<>();
    try {
      if (!settings.listen().isEmpty()) {
        servers.add(entrance.open(handlers, settings.listen(), null, backlog));
      }
      if (settings.tlsPort() != 0) {
        servers.add(entrance.open(handlers, settings.listenTls(), tls.ofClients(), backlog));
      }
      return new ClientPorts(List.copyOf(servers));
    } catch (IOException e) {
      servers.forEach(server -> server.stop(Duration.ZERO));
      throw e;
    }
  }

  /** The port that clients connect to: the plain one where there is one, as in Redis's INFO. */
  int port() {
    return servers.get(0).port();
  }

  /** Completes when the last client is gone. */
  CompletableFuture<Void> stop() {
    return stop(servers);
  }

  static CompletableFuture<Void> stop(List<RedisServer> servers) {
    return CompletableFuture.allOf(
        servers.stream()
            .map(server -> server.stop(GRACE).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }
}
