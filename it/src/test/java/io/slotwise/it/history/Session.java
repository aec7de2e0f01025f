package io.slotwise.it.history;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One client: a connection to one of several servers, and to the next one when it breaks. It never
 * sends anything twice, so that what it says of an outcome is true.
 */
final class Session implements AutoCloseable {

  /** So that clients of a server that is away leave the machine to those who bring it back. */
  private static final long REST_AFTER_REFUSAL_NANOS = 10_000_000;

  /** What became of a request. */
  enum Fate {
    ANSWERED,
    /** It certainly had no effect. */
    REFUSED,
    /** It was sent, and no answer says what it did. */
    UNKNOWN
  }

  /** The reply is null unless the fate is ANSWERED, and may be then. */
  record Outcome(Fate fate, String reply) {}

  /** First words of errors that promise that nothing was done. */
  private static final Set<String> REFUSALS =
      Set.of(
          "CLUSTERDOWN",
          "TRYAGAIN",
          "LOADING",
          "MOVED",
          "ASK",
          "READONLY",
          "MISCONF",
          "CROSSSLOT",
          "MASTERDOWN",
          "EXECABORT",
          "OOM",
          "BUSY");

  private final List<HostAndPort> servers;
  private final DefaultJedisClientConfig config;
  private int at;
  private Jedis jedis;

  Session(List<HostAndPort> servers, int number, Duration timeout) {
    this.servers = servers;
    this.at = number % servers.size();
    int timeoutMs = (int) timeout.toMillis();
    this.config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(timeoutMs)
            .socketTimeoutMillis(timeoutMs)
            .build();
  }

  Outcome attempt(Function<Jedis, String> request) {
    Outcome outcome = connected() ? send(request) : new Outcome(Fate.REFUSED, null);
    if (outcome.fate() == Fate.REFUSED) {
      LockSupport.parkNanos(REST_AFTER_REFUSAL_NANOS);
    }
    return outcome;
  }

  private Outcome send(Function<Jedis, String> request) {
    try {
      return new Outcome(Fate.ANSWERED, request.apply(jedis));
    } catch (Call.NotDone e) {
      return new Outcome(Fate.REFUSED, null);
    } catch (JedisDataException e) {
      // It may be a node that is cut off: another one may know better.
      moveOn();
      String word = String.valueOf(e.getMessage()).split(" ", 2)[0];
      return new Outcome(REFUSALS.contains(word) ? Fate.REFUSED : Fate.UNKNOWN, null);
    } catch (JedisException e) {
      moveOn();
      return new Outcome(Fate.UNKNOWN, null);
    }
  }

  private boolean connected() {
    if (jedis != null) {
      return true;
    }
    Jedis fresh = null;
    try {
      fresh = new Jedis(servers.get(at), config);
      fresh.connect();
      jedis = fresh;
      return true;
    } catch (JedisConnectionException e) {
      if (fresh != null) {
        fresh.close();
      }
      at = (at + 1) % servers.size();
      return false;
    }
  }

  private void moveOn() {
    close();
    at = (at + 1) % servers.size();
  }

  @Override
  public void close() {
    if (jedis != null) {
      Jedis left = jedis;
      jedis = null;
      try {
        // Not Jedis.close(): a connection that is broken must not be asked to say goodbye.
        left.disconnect();
      } catch (JedisConnectionException broken) {
        // What it had not sent yet went nowhere; the socket is closed all the same.
      }
    }
  }
}
