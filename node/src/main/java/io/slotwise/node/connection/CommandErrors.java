package io.slotwise.node.connection;

import io.slotwise.protocol.CommandError;
import java.util.Optional;

/** Finds the error for the client in what a stage failed with. */
public final class CommandErrors {

  private CommandErrors() {}

  /**
   * The command's own error, unwrapped from what stages wrap around it; empty for anything else.
   */
  public static Optional<CommandError> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CommandError error) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }
}
