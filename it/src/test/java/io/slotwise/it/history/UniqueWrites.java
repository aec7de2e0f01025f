package io.slotwise.it.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/**
 * Clients that each SET one new key after the other and remember which were acknowledged: what is
 * acknowledged must be found afterwards, through whatever server one asks. They also measure how
 * long a client was at most without an acknowledgement.
 */
public final class UniqueWrites implements AutoCloseable {

  private static final int READ_AT_ONCE = 500;
  private static final int TOLD_MAX = 10;

  private final List<Session> sessions = new ArrayList<>();
  private final List<Writer> writers = new ArrayList<>();
  private final Crew crew;

  private UniqueWrites(
      List<HostAndPort> servers, String prefix, int clients, Duration timeout, Duration pace) {
    for (int i = 0; i < clients; i++) {
      sessions.add(new Session(servers, i, timeout));
      writers.add(new Writer(i, prefix + "unique:" + i + ":", sessions.get(i)));
    }
    this.crew = Crew.start("writer", clients, pace, i -> writers.get(i)::step);
  }

  /** Starts the clients; no keys {@code PREFIXunique:*} may exist. */
  public static UniqueWrites start(
      List<HostAndPort> servers, String prefix, int clients, Duration timeout, Duration pace) {
    return new UniqueWrites(servers, prefix, clients, timeout, pace);
  }

  public long acknowledged() {
    return writers.stream().mapToLong(writer -> writer.acknowledgedCount.get()).sum();
  }

  /** Waits until so many more writes are acknowledged than now. */
  public UniqueWrites awaitAcknowledged(long more) {
    long goal = acknowledged() + more;
    crew.await("acknowledged writes", Duration.ofMinutes(2), () -> acknowledged() >= goal);
    return this;
  }

  /** Waits until every client has had so many more acknowledgements than now. */
  public UniqueWrites awaitEachAcknowledged(int more) {
    List<Long> goals = writers.stream().map(w -> w.acknowledgedCount.get() + more).toList();
    crew.await(
        "acknowledged writes of every client",
        Duration.ofMinutes(2),
        () -> writers.stream().allMatch(w -> w.acknowledgedCount.get() >= goals.get(w.number)));
    return this;
  }

  /** The longest time that a client had to wait from one acknowledgement to the next one. */
  public Duration longestGap() {
    return Duration.ofNanos(writers.stream().mapToLong(w -> w.longestGapNanos).max().orElse(0));
  }

  /** Ends the clients. */
  @Override
  public void close() {
    try {
      crew.close();
    } finally {
      sessions.forEach(Session::close);
    }
  }

  /** Throws an {@link AssertionError} when an acknowledged write is not found on the server. */
  public void assertNoneLost(HostAndPort server) {
    List<String> lost = lost(server);
    if (!lost.isEmpty()) {
      throw new AssertionError(
          lost.size()
              + " of "
              + acknowledged()
              + " acknowledged writes are lost on "
              + server
              + ", among them "
              + lost.subList(0, Math.min(TOLD_MAX, lost.size())));
    }
  }

  /** Keys whose acknowledged values are not found. Call it after {@link #close}. */
  public List<String> lost(HostAndPort server) {
    List<String> keys = writers.stream().flatMap(w -> w.acknowledged.stream()).toList();
    List<String> lost = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += READ_AT_ONCE) {
      List<String> some = keys.subList(from, Math.min(keys.size(), from + READ_AT_ONCE));
      lost.addAll(SafeReads.on(server, jedis -> lostOf(some, jedis)));
    }
    return lost;
  }

  private static List<String> lostOf(List<String> keys, Jedis jedis) {
    try (Pipeline pipeline = jedis.pipelined()) {
      List<Response<String>> values = keys.stream().map(pipeline::get).toList();
      pipeline.sync();
      return IntStream.range(0, keys.size())
          .filter(i -> !valueOf(keys.get(i)).equals(values.get(i).get()))
          .mapToObj(keys::get)
          .toList();
    }
  }

  private static String valueOf(String key) {
    return "value of " + key;
  }

  @Override
  public String toString() {
    return acknowledged()
        + " writes acknowledged, a client waited at most "
        + longestGap().toMillis()
        + " ms for the next one";
  }

  private static final class Writer {
    private final int number;
    private final String prefix;
    private final Session session;
    private final List<String> acknowledged = new ArrayList<>();
    private final AtomicLong acknowledgedCount = new AtomicLong();
    private volatile long longestGapNanos;
    private long lastNanos;
    private long sent;

    Writer(int number, String prefix, Session session) {
      this.number = number;
      this.prefix = prefix;
      this.session = session;
    }

    void step() {
      String key = prefix + sent++;
      Session.Outcome outcome = session.attempt(jedis -> jedis.set(key, valueOf(key)));
      if (outcome.fate() == Session.Fate.ANSWERED) {
        acknowledged.add(key);
        long now = System.nanoTime();
        if (lastNanos != 0) {
          longestGapNanos = Math.max(longestGapNanos, now - lastNanos);
        }
        lastNanos = now;
        acknowledgedCount.incrementAndGet();
      }
    }
  }
}
