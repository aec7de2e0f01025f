package io.slotwise.node;

import io.slotwise.node.connection.ConnectionSettings;
import io.slotwise.ops.config.ConfigTable;

/** The settings of connections, kept at hand as CONFIG SET changes them. */
final class ConfiguredConnections implements ConnectionSettings {

  /** The server whose behaviour is the contract: ops/docs/adr/0005-the-oracle.md. */
  static final String REDIS_VERSION = "7.0.15";

  private final int databases;
  private final String enableDebugCommand;
  private volatile String requirepass;
  private volatile boolean protectedMode;

  ConfiguredConnections(ConfigTable config) {
    databases = (int) config.number("databases");
    enableDebugCommand = config.get("enable-debug-command");
    config.follow("requirepass", value -> requirepass = value);
    config.follow("protected-mode", value -> protectedMode = value.equals("yes"));
  }

  @Override
  public String requirepass() {
    return requirepass;
  }

  @Override
  public boolean isProtectedMode() {
    return protectedMode;
  }

  @Override
  public int databases() {
    return databases;
  }

  @Override
  public String enableDebugCommand() {
    return enableDebugCommand;
  }

  @Override
  public String redisVersion() {
    return REDIS_VERSION;
  }
}
