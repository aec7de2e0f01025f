package io.slotwise.node.connection;

/** Settings that a test changes as it goes. */
public final class FakeSettings implements ConnectionSettings {

  public String requirepass = "";
  public String enableDebugCommand = "no";
  public boolean protectedMode;

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
    return 16;
  }

  @Override
  public String enableDebugCommand() {
    return enableDebugCommand;
  }

  @Override
  public String redisVersion() {
    return "7.2.4";
  }
}
