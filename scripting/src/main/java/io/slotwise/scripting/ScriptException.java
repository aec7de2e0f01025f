package io.slotwise.scripting;

import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;

/** A script or library that cannot be taken; carries what the client is to be told. */
public final class ScriptException extends Exception {

  private final transient Reply.Error error;

  ScriptException(String message) {
    super(message, null, false, false);
    this.error = Errors.err(Errors.oneLine(message));
  }

  public Reply.Error error() {
    return error;
  }
}
