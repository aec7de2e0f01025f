package io.slotwise.it.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;

/**
 * Money that clients move between accounts in transactions while others look at all accounts at
 * once. Whatever fails, a transfer is there whole or not at all: the total is always the same.
 */
public final class Bank implements AutoCloseable {

  private static final int OPENING_BALANCE = 1_000;
  private static final int CLERKS = 3;

  private final List<String> accounts;
  private final List<Session> sessions = new ArrayList<>();
  private final AtomicInteger transfers = new AtomicInteger();
  private final AtomicInteger audits = new AtomicInteger();
  private final Crew crew;

  private Bank(List<HostAndPort> servers, List<String> accounts, Duration timeout, Duration pace) {
    this.accounts = accounts;
    try (Jedis jedis = new Jedis(servers.get(0))) {
      accounts.forEach(account -> jedis.set(account, Integer.toString(OPENING_BALANCE)));
    }
    for (int i = 0; i <= CLERKS; i++) {
      sessions.add(new Session(servers, i, timeout));
    }
    this.crew =
        Crew.start(
            "clerk",
            CLERKS + 1,
            pace,
            i -> i == CLERKS ? () -> audit(sessions.get(i)) : new Clerk(i)::transfer);
  }

  /**
   * Opens the accounts and starts the clients.
   *
   * @param prefix of the accounts' names; with a hash tag they lie in one slot
   */
  public static Bank open(
      List<HostAndPort> servers, String prefix, int accounts, Duration timeout, Duration pace) {
    return new Bank(
        servers, IntStream.range(0, accounts).mapToObj(i -> prefix + i).toList(), timeout, pace);
  }

  /** Waits until so many more transfers and some more looks at all accounts have succeeded. */
  public Bank awaitTransfers(int more) {
    int goal = transfers.get() + more;
    int auditsGoal = audits.get() + 2;
    crew.await(
        "transfers",
        Duration.ofMinutes(2),
        () -> transfers.get() >= goal && audits.get() >= auditsGoal);
    return this;
  }

  /** Throws an {@link AssertionError} when money was lost or made. */
  public void assertTotal(HostAndPort server) {
    try (Jedis jedis = new Jedis(server)) {
      check(total(jedis));
    }
  }

  private void check(long total) {
    long expected = (long) accounts.size() * OPENING_BALANCE;
    if (total != expected) {
      throw new AssertionError("the accounts hold " + total + " where " + expected + " was opened");
    }
  }

  /** What all accounts hold at one moment. */
  private long total(Jedis jedis) {
    Transaction transaction = jedis.multi();
    accounts.forEach(transaction::get);
    return transaction.exec().stream().mapToLong(b -> Long.parseLong((String) b)).sum();
  }

  private void audit(Session session) {
    Session.Outcome outcome = session.attempt(jedis -> Long.toString(total(jedis)));
    if (outcome.fate() == Session.Fate.ANSWERED) {
      check(Long.parseLong(outcome.reply()));
      audits.incrementAndGet();
    }
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

  @Override
  public String toString() {
    return transfers + " transfers, " + audits + " audits";
  }

  private final class Clerk {
    private final Session session;
    private final SplittableRandom random;

    Clerk(int number) {
      this.session = sessions.get(number);
      this.random = new SplittableRandom(number);
    }

    void transfer() {
      String from = accounts.get(random.nextInt(accounts.size()));
      String to = accounts.get(random.nextInt(accounts.size()));
      long amount = random.nextInt(1, 10);
      Session.Outcome outcome =
          session.attempt(
              jedis -> {
                Transaction transaction = jedis.multi();
                transaction.decrBy(from, amount);
                transaction.incrBy(to, amount);
                return transaction.exec().toString();
              });
      if (outcome.fate() == Session.Fate.ANSWERED) {
        transfers.incrementAndGet();
      }
    }
  }
}
