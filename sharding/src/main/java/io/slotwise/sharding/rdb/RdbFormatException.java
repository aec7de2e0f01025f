package io.slotwise.sharding.rdb;

/**
 * The bytes are not what the format asks for. It tells nobody where: clients are not told either.
 */
public final class RdbFormatException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RdbFormatException(String what) {
    super(what, null, false, false);
  }
}
