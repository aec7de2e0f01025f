package io.slotwise.it.history;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.awaitility.Awaitility;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Reads for a verdict, made again when they fail: a cluster may be changing leaders, and to read
 * twice does no harm.
 */
final class SafeReads {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TIMEOUT_MS = 10_000;

  private SafeReads() {}

  /** What the read returns, which must not be null. */
  static <T> T on(HostAndPort server, Function<Jedis, T> read) {
    AtomicReference<T> result = new AtomicReference<>();
    Awaitility.await("a read on " + server)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(
            () -> {
              try (Jedis jedis = new Jedis(server.getHost(), server.getPort(), TIMEOUT_MS)) {
                result.set(read.apply(jedis));
              }
              return true;
            });
    return result.get();
  }
}
