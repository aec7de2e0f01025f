package io.slotwise.node.management;

import com.typesafe.config.Config;

/**
 * Where a node is asked by HTTP.
 *
 * @param port 0 for nowhere
 */
public record ManagementSettings(String bind, int port) {

  private static final String HOME = "slotwise.server.management-";

  /** Reads {@code slotwise.server}. */
  public static ManagementSettings from(Config config) {
    return new ManagementSettings(config.getString(HOME + "bind"), config.getInt(HOME + "port"));
  }

  public boolean isOn() {
    return port > 0;
  }
}
