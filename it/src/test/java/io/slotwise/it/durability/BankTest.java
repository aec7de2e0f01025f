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
 * Money goes from account to account in transactions over many slots, while others look at all
 * accounts at once and the server is killed in between: the total never changes, and no transfer
 * that was acknowledged is missing in the books.
 */
class BankTest {

  private static final int ACCOUNTS = 40;
  private static final int OPENING_BALANCE = 1_000;
  private static final int CLERKS = 4;
  private static final int TRANSFERS_BEFORE_KILL = 400;

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
            i % 2 == 0
                ? transferBlindly(client, from, to, entry)
                : transferWatching(client, from, to, entry);
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
      }
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
