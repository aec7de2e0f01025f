package io.slotwise.ops.info;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The random name of this node's history of writes, as replication shows it. Thread-safe. */
public final class ReplicationId {

  private static final int BYTES = 20;

  private final SecureRandom random = new SecureRandom();
  private volatile String current = random();

  /** 40 hexadecimal digits. */
  public String current() {
    return current;
  }

  /** Takes another one. */
  public void renew() {
    current = random();
  }

  private String random() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
