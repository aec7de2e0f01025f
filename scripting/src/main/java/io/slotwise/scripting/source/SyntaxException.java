package io.slotwise.scripting.source;

/** The text is not a script; the message is Lua's own. */
public final class SyntaxException extends Exception {
  public SyntaxException(String message) {
    super(message, null, false, false);
  }
}
