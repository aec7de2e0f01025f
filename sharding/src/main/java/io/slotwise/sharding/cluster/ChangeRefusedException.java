package io.slotwise.sharding.cluster;

/** A change that does not fit the map it was meant for. The message is for operators. */
public final class ChangeRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ChangeRefusedException(String message) {
    super(message);
  }
}
