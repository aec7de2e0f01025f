package io.slotwise.ops.config;

import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;

/** Why CONFIG SET changed nothing. */
public final class ConfigSetException extends Exception {

  private ConfigSetException(String message) {
    super(Errors.oneLine(message), null, false, false);
  }

  static ConfigSetException unknown(String name) {
    return new ConfigSetException(
        "Unknown option or number of arguments for CONFIG SET - '" + name + "'");
  }

  static ConfigSetException failed(String name, String reason) {
    return new ConfigSetException(
        "CONFIG SET failed (possibly related to argument '" + name + "') - " + reason);
  }

  /** As the client gets it. */
  public Reply.Error reply() {
    return Errors.err(getMessage());
  }
}
