package io.slotwise.node.connection;

/**
 * What connections and their commands want to know of the configuration. Every method is asked
 * again each time, on any event loop, so a CONFIG SET holds at once; it must be cheap.
 */
public interface ConnectionSettings {

  /** The default user's password; empty when none is asked for. */
  String requirepass();

  /** Whether only this machine is served while no password is asked for. */
  boolean isProtectedMode();

  /** How many logical databases there are: SELECT takes 0 to one less. */
  int databases();

  /** {@code yes | local | no}: who may use DEBUG. */
  String enableDebugCommand();

  /** What HELLO calls the version: that of the Redis whose behaviour we follow. */
  String redisVersion();
}
