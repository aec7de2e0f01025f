package io.slotwise.it.harness;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import redis.clients.jedis.HostAndPort;

/**
 * A client that keeps what it has read until it is told that it may have changed, as client-side
 * caching does. Used by one thread; the counts may be read by any.
 */
public final class CachingClient implements AutoCloseable {

  private static final Duration QUIET = Duration.ofSeconds(1);

  private final RawClient client;
  private final Map<String, String> cache = new HashMap<>();
  private volatile int invalidations;
  private volatile int flushes;
  private volatile int kept;

  private CachingClient(RawClient client) {
    this.client = client;
  }

  /** Connects and tracks. */
  public static CachingClient connect(HostAndPort address, String... trackingOptions) {
    RawClient client = RawClient.connect(address.getHost(), address.getPort());
    client.call("HELLO", "3");
    String[] words = new String[3 + trackingOptions.length];
    words[0] = "CLIENT";
    words[1] = "TRACKING";
    words[2] = "ON";
    System.arraycopy(trackingOptions, 0, words, 3, trackingOptions.length);
    RawReply reply = client.call(words);
    if (reply.isError()) {
      throw new IllegalStateException(reply.toString());
    }
    return new CachingClient(client);
  }

  /** Reads some keys, from the cache where they are there. */
  public void readSome(Random random, int keys, int times) {
    for (int i = 0; i < times; i++) {
      read("cached-" + random.nextInt(keys));
    }
  }

  /** The value of a key, from the cache where it is there; null where it cannot be had. */
  public String read(String key) {
    hear(Duration.ofMillis(1));
    String known = cache.get(key);
    if (known != null) {
      return known;
    }
    client.send("GET", key);
    RawReply reply = client.read();
    while (reply.type() == '>') {
      told(reply);
      reply = client.read();
    }
    if (reply.isError() || reply.isNull()) {
      return null;
    }
    cache.put(key, reply.text());
    kept = cache.size();
    return reply.text();
  }

  private void hear(Duration wait) {
    while (client.hasReplyWithin(wait)) {
      told(client.read());
    }
  }

  private void told(RawReply push) {
    if (push.type() != '>' || !push.children().get(0).text().equals("invalidate")) {
      throw new IllegalStateException("no invalidation: " + push);
    }
    RawReply keys = push.children().get(1);
    if (keys.isNull()) {
      flushes++;
      cache.clear();
    } else {
      invalidations++;
      keys.children().forEach(key -> cache.remove(key.text()));
    }
    kept = cache.size();
  }

  /** How many values it keeps. */
  public int keptCount() {
    return kept;
  }

  /** How often it was told of changes. */
  public int toldCount() {
    return invalidations + flushes;
  }

  /** What it keeps, once it has been told nothing for a while. */
  public Map<String, String> cacheOnceQuiet() {
    hear(QUIET);
    return Map.copyOf(cache);
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return cache.size()
        + " values kept, "
        + invalidations
        + " changes told, "
        + flushes
        + " flushes";
  }
}
