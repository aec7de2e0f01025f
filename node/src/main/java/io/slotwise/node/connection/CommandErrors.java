package io.slotwise.node.connection;

import io.slotwise.protocol.CommandError;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Finds out why a stage failed, and which error that is for the client. */
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

  /** What a stage failed with, without what the stages behind it have wrapped around it. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
