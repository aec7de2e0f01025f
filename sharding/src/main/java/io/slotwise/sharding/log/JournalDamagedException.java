package io.slotwise.sharding.log;

/** The journal cannot be replayed as it is. The message says where and what can be done. */
public final class JournalDamagedException extends RuntimeException {

  public JournalDamagedException(String message) {
    super(message);
  }
}
