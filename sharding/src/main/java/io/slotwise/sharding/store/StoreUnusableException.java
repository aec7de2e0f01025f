package io.slotwise.sharding.store;

/** The store cannot be opened. The message says why and what the operator can do. */
public final class StoreUnusableException extends RuntimeException {

  public StoreUnusableException(String message) {
    super(message);
  }
}
