package io.slotwise.sharding.log;

import java.io.IOException;

/** Files of a member of a cluster are damaged. The message says which; the others have the data. */
public final class DataDamagedException extends IOException {

  public DataDamagedException(String message) {
    super(message);
  }
}
