package io.slotwise.node.management;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.server.directives.SecurityDirectives.ProvidedCredentials;
import io.slotwise.ops.config.ConfigTable;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Who may look: whoever knows the password; as long as there is none, whoever is on this machine,
 * and with protected mode off everybody.
 */
final class Visitors extends AllDirectives {

  private static final String REALM = "slotwise";
  private static final String NOT_FROM_HERE =
      "Without management-password this is shown to clients on the node's own machine only.\n";

  private final ConfigTable config;

  Visitors(ConfigTable config) {
    this.config = config;
    config.readOnDemand("management-user", "management-password");
  }

  /** The route for those who may. */
  Route only(Route route) {
    return extractRequest(
        request -> {
          if (!config.get("management-password").isEmpty()) {
            return authenticateBasic(REALM, this::known, visitor -> route);
          }
          return isLocal(request) || !config.isYes("protected-mode")
              ? route
              : complete(StatusCodes.FORBIDDEN, NOT_FROM_HERE);
        });
  }

  private Optional<String> known(Optional<ProvidedCredentials> given) {
    return given
        .filter(credentials -> credentials.identifier().equals(config.get("management-user")))
        .filter(credentials -> credentials.verify(config.get("management-password")))
        .map(ProvidedCredentials::identifier);
  }

  /** By the socket: what headers say of where a request comes from anybody can write. */
  private static boolean isLocal(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(RemoteAddress::getAddress)
        .filter(InetAddress::isLoopbackAddress)
        .isPresent();
  }
}
