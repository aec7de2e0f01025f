package io.slotwise.it.history;

import java.time.Duration;
import java.util.List;
import redis.clients.jedis.HostAndPort;

/**
 * All checks at once, by clients that spread over several servers: histories of a few hot keys,
 * unique writes to many keys, and a bank. What happens to the servers meanwhile is the caller's.
 */
public final class Witnesses implements AutoCloseable {

  /**
   * Longer than any pause that a client should see; a client whose server stands still gives up.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A load that leaves the nodes of a small machine time for one another. */
  private static final Duration PACE = Duration.ofMillis(2);

  private static final int ANSWERS = 1_000;
  private static final int ACKNOWLEDGED_OF_EACH = 60;
  private static final int TRANSFERS = 100;

  private final Recorder recorder;
  private final UniqueWrites writes;
  private final Bank bank;

  private Witnesses(List<HostAndPort> servers, String name) {
    recorder =
        Recorder.start(
            servers,
            Recorder.Load.of(6, 16, name.hashCode())
                .prefix(name + ":")
                .timeout(TIMEOUT)
                .pace(PACE));
    writes = UniqueWrites.start(servers, name + ":", 6, TIMEOUT, PACE);
    // Accounts lie in one slot: a transaction over several shards is not asked for.
    bank = Bank.open(servers, "{" + name + ":bank}", 10, TIMEOUT, PACE);
  }

  /**
   * Starts the clients.
   *
   * @param name of the load, which no earlier one of the same servers may have
   */
  public static Witnesses of(List<HostAndPort> servers, String name) {
    return new Witnesses(servers, name);
  }

  /** Waits until every kind of client, and every client that writes, has got on. */
  public Witnesses awaitProgress() {
    recorder.awaitAnswers(ANSWERS);
    writes.awaitEachAcknowledged(ACKNOWLEDGED_OF_EACH);
    bank.awaitTransfers(TRANSFERS);
    return this;
  }

  /** The longest time that a client was without an acknowledged write. */
  public Duration longestGap() {
    return writes.longestGap();
  }

  /** Ends the clients and checks what they saw, and what each of the servers has of it now. */
  public void verify(List<HostAndPort> servers) {
    close();
    recorder.history().assertLinearizable();
    for (HostAndPort server : servers) {
      writes.assertNoneLost(server);
      bank.assertTotal(server);
    }
  }

  /** Ends the clients. */
  @Override
  public void close() {
    recorder.close();
    writes.close();
    bank.close();
  }

  @Override
  public String toString() {
    return "calls: " + recorder.history() + "; " + writes + "; " + bank;
  }
}
