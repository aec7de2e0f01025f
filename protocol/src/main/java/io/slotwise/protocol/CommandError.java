package io.slotwise.protocol;

/**
 * An early way out of a command with an error for the client: nothing that the command wanted to
 * write happens. It costs no stack trace and is caught in one place, where commands are run.
 */
public final class CommandError extends RuntimeException {

  private final transient Reply.Error reply;

  public CommandError(Reply.Error reply) {
    super(reply.message(), null, false, false);
    this.reply = reply;
  }

  public Reply.Error reply() {
    return reply;
  }
}
