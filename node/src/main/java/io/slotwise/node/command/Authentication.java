package io.slotwise.node.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.ConnectionSettings;
import io.slotwise.protocol.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Who a client says it is. There is one user, {@code default}; its password is requirepass. */
final class Authentication {

  private static final Bytes DEFAULT_USER = Bytes.of("default");

  private final ConnectionSettings settings;

  Authentication(ConnectionSettings settings) {
    this.settings = settings;
  }

  /** Whether the default user may act without AUTH. */
  boolean needsNoPassword() {
    return settings.requirepass().isEmpty();
  }

  /** Checks the pair; the client acts as that user from now on when it is right. */
  boolean authenticate(ClientSession client, Bytes user, Bytes password) {
    if (!user.equals(DEFAULT_USER)) {
      return false;
    }
    byte[] wanted = settings.requirepass().getBytes(StandardCharsets.UTF_8);
    // Takes the same time however much of the password is right.
    boolean right = wanted.length == 0 || MessageDigest.isEqual(wanted, password.toArray());
    if (right) {
      client.setAuthenticated(true);
    }
    return right;
  }

  /** The pair without a user's name. */
  boolean authenticate(ClientSession client, Bytes password) {
    return authenticate(client, DEFAULT_USER, password);
  }
}
