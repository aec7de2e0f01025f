package io.slotwise.protocol.command;

/**
 * How many words a request has, the name included; negative means "at least". Redis's own
 * convention.
 */
public record Arity(int value) {

  public boolean accepts(int argc) {
    return value >= 0 ? argc == value : argc >= -value;
  }
}
