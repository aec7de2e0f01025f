package io.slotwise.it.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.params.SetParams;

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
    for (int i = 0; i <= CLERKS; i++) {
      sessions.add(new Session(servers, i, timeout));
    }
    accounts.forEach(account -> open(sessions.get(0), account));
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

  /** A cluster may be changing leaders: whoever opens an account comes again until it is there. */
  private static void open(Session session, String account) {
    Awaitility.await("account " + account)
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .until(
            () -> session.attempt(jedis -> opened(jedis, account)).fate() == Session.Fate.ANSWERED);
  }

  /** NX, so that one that was given up and still comes cannot undo a transfer. */
  private static String opened(Jedis jedis, String account) {
    return jedis.set(account, Integer.toString(OPENING_BALANCE), SetParams.setParams().nx());
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
    check(SafeReads.on(server, this::total));
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
