package io.slotwise.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.DurableServer;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TempDirs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Money goes from account to account in transactions and scripts over many slots, short ones and
 * long ones, while others look at all accounts at once and the server is killed in between: the
 * total never changes, and no transfer that was acknowledged is missing in the books.
 */
class BankTest {

  private static final int ACCOUNTS = 40;
  private static final int OPENING_BALANCE = 1_000;
  private static final int CLERKS = 4;
  private static final int TRANSFERS_BEFORE_KILL = 400;

  /** More than an event loop grants a script: it goes to a thread of its own, and holds locks. */
  private static final String LONG = "20000";

  private static final String TRANSFER =
      "local has = tonumber(redis.call('GET', KEYS[1])) "
          + "redis.call('SET', KEYS[1], has - 5) "
          + "for i = 1, tonumber(ARGV[2]) do end "
          + "redis.call('INCRBY', KEYS[2], 5) "
          + "redis.call('HSET', KEYS[3], ARGV[1], 'done') "
          + "return redis.call('RPUSH', KEYS[4], ARGV[1])";

  private static final String TOTAL =
      "local total = 0 "
          + "for i = 1, #KEYS do "
          + "  total = total + tonumber(redis.call('GET', KEYS[i])) "
          + "  for j = 1, tonumber(ARGV[1]) / #KEYS do end "
          + "end "
          + "return total";

  private Path dir;
  private DurableServer server;
  private volatile boolean closing;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  @BeforeEach
  void open() {
    dir = TempDirs.create("bank");
    server = Servers.durable(dir, "os");
    try (RawClient client = server.connect()) {
      for (int account = 0; account < ACCOUNTS; account++) {
        client.call("SET", name(account), Integer.toString(OPENING_BALANCE));
      }
    }
  }

  @AfterEach
  void close() {
    server.close();
    TempDirs.delete(dir);
  }

  private static String name(int account) {
    return "account:" + account;
  }

  @Test
  void theTotalIsTheSameAtAnyMomentAndAfterAnyKill() {
    for (int round = 0; round < 3; round++) {
      List<Thread> people = new ArrayList<>();
      closing = false;
      for (int clerk = 0; clerk < CLERKS; clerk++) {
        int number = clerk;
        people.add(start(() -> transfer(number)));
      }
      people.add(start(this::audit));
      int goal = acknowledged.get() + TRANSFERS_BEFORE_KILL;
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> acknowledged.get() >= goal || failure.get() != null);
      closing = true;
      server.kill();
      people.forEach(BankTest::join);
      assertThat(failure.get()).isNull();
      server.restart();
      try (RawClient client = server.connect()) {
        assertThat(total(client)).isEqualTo(ACCOUNTS * OPENING_BALANCE);
        assertThat(client.call("HLEN", "books").asLong())
            .isGreaterThanOrEqualTo(acknowledged.get())
            .isEqualTo(client.call("LLEN", "journal").asLong());
      }
    }
  }

  private Thread start(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | AssertionError e) {
                // A connection that dies with the server is what this is about.
                if (!closing) {
                  failure.compareAndSet(null, e);
                }
              }
            });
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void transfer(int clerk) {
    SplittableRandom random = new SplittableRandom();
    try (RawClient client = server.connect()) {
      for (int i = 0; !closing; i++) {
        String from = name(random.nextInt(ACCOUNTS));
        String to = name(random.nextInt(ACCOUNTS));
        String entry = clerk + ":" + System.nanoTime() + ":" + i;
        boolean done =
            switch (i % 4) {
              case 0 -> transferBlindly(client, from, to, entry);
              case 1 -> transferWatching(client, from, to, entry);
              case 2 -> transferByScript(client, from, to, entry, "0");
              default -> transferByScript(client, from, to, entry, LONG);
            };
        if (done) {
          acknowledged.incrementAndGet();
        }
      }
    }
  }

  private boolean transferBlindly(RawClient client, String from, String to, String entry) {
    return commit(
        client, entry, new String[] {"DECRBY", from, "7"}, new String[] {"INCRBY", to, "7"});
  }

  private boolean transferWatching(RawClient client, String from, String to, String entry) {
    if (from.equals(to)) {
      return false;
    }
    client.call("WATCH", from, to);
    long has = Long.parseLong(client.call("GET", from).text());
    long other = Long.parseLong(client.call("GET", to).text());
    return commit(
        client,
        entry,
        new String[] {"SET", from, Long.toString(has - 3)},
        new String[] {"SET", to, Long.toString(other + 3)});
  }

  private boolean transferByScript(
      RawClient client, String from, String to, String entry, String steps) {
    RawReply reply = client.call("EVAL", TRANSFER, "4", from, to, "books", "journal", entry, steps);
    return !reply.isClosed() && !reply.isError();
  }

  /** False where a watched account has changed. */
  private boolean commit(RawClient client, String entry, String[]... changes) {
    client.call("MULTI");
    for (String[] change : changes) {
      client.call(change);
    }
    client.call("HSET", "books", entry, "done");
    client.call("RPUSH", "journal", entry);
    RawReply reply = client.call("EXEC");
    return !reply.isClosed() && !reply.isError() && !reply.isNull();
  }

  private void audit() {
    try (RawClient client = server.connect()) {
      while (!closing) {
        client.call("MULTI");
        for (int account = 0; account < ACCOUNTS; account++) {
          client.call("GET", name(account));
        }
        RawReply balances = client.call("EXEC");
        if (balances.isAggregate() && balances.children().size() == ACCOUNTS) {
          long sum = balances.children().stream().mapToLong(b -> Long.parseLong(b.text())).sum();
          assertThat(sum).isEqualTo((long) ACCOUNTS * OPENING_BALANCE);
        }
        auditByScript(client, "0");
        auditByScript(client, LONG);
      }
    }
  }

  private void auditByScript(RawClient client, String steps) {
    List<String> words = new ArrayList<>(List.of("EVAL_RO", TOTAL, Integer.toString(ACCOUNTS)));
    for (int account = 0; account < ACCOUNTS; account++) {
      words.add(name(account));
    }
    words.add(steps);
    RawReply total = client.call(words.toArray(String[]::new));
    if (!total.isClosed()) {
      assertThat(total.asLong()).isEqualTo((long) ACCOUNTS * OPENING_BALANCE);
    }
  }

  private static long total(RawClient client) {
    long total = 0;
    for (int account = 0; account < ACCOUNTS; account++) {
      total += Long.parseLong(client.call("GET", name(account)).text());
    }
    return total;
  }
}
