package io.slotwise.ops.config;

/** A value that a parameter does not take. The message is for the person who gave it. */
public final class RefusedValueException extends Exception {

  public RefusedValueException(String message) {
    super(message, null, false, false);
  }
}
