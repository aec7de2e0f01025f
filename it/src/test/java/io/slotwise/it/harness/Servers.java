package io.slotwise.it.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * Starts one on a data folder.
   *
   * @param durability {@code memory}, {@code os}, {@code everysec} or {@code fsync}
   */
  public static DurableServer durable(Path dataDir, String durability, String... options) {
    if (REDIS_IN_PLACE) {
      return RedisOracle.startDurable(
          dataDir,
          switch (durability) {
            case "fsync" -> "always";
            case "everysec" -> "everysec";
            default -> "no";
          });
    }
    List<String> words = new ArrayList<>(List.of("--durability", durability));
    words.addAll(List.of(options));
    return SlotwiseProcess.startOn(dataDir, words.toArray(String[]::new));
  }

  /** Whether a redis-server stands in Slotwise's place. */
  public static boolean redisStandsIn() {
    return REDIS_IN_PLACE;
  }
}
