package io.slotwise.it.harness;

/**
 * The server under test. {@code -Dslotwise.it.server=redis} puts a redis-server in its place: the
 * suite must pass then, which tells a fault of a test from a fault of the server.
 */
public final class Servers {

  private static final boolean REDIS_IN_PLACE =
      "redis".equals(System.getProperty("slotwise.it.server"));

  private Servers() {}

  /** Starts Slotwise. Options are words that its command line shares with redis-server's. */
  public static TestServer slotwise(String... redisOptions) {
    return REDIS_IN_PLACE ? RedisOracle.start() : SlotwiseProcess.start(redisOptions);
  }

  /** Whether a redis-server stands in Slotwise's place. */
  public static boolean redisStandsIn() {
    return REDIS_IN_PLACE;
  }
}
