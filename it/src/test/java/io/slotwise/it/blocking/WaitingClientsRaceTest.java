package io.slotwise.it.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever is pushed reaches exactly one of those who wait, also when waits begin, time out and are
 * served at the same moments and elements move between slots on their way. A lost wake-up would
 * leave an element in a list while somebody waits for it; an element lost or given twice would be
 * missing or counted twice.
 */
class WaitingClientsRaceTest {

  private static final int ELEMENTS = 1500;
  private static final String END = "end";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = Servers.slotwise();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void everyElementIsTakenOnce() throws Exception {
    Set<String> taken = ConcurrentHashMap.newKeySet();
    List<Callable<Integer>> work = new ArrayList<>();
    work.add(() -> push("in", "a"));
    work.add(() -> push("other", "b"));
    work.add(() -> move("in", "out"));
    work.add(() -> take(taken, "out", "other", "0.5"));
    work.add(() -> take(taken, "other", "out", "0.001"));
    work.add(() -> take(taken, "out", "other", "0.002"));
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      int total = 0;
      List<Future<Integer>> results = new ArrayList<>();
      work.forEach(one -> results.add(threads.submit(one)));
      for (Future<Integer> result : results) {
        total += result.get(120, TimeUnit.SECONDS);
      }
      assertThat(taken).hasSize(2 * ELEMENTS);
      assertThat(total).isEqualTo(2 * ELEMENTS);
    } finally {
      threads.shutdownNow();
    }
    try (RawClient client = server.connect()) {
      // Who has seen the last element taken does not wait for the word behind it.
      client.call("LREM", "out", "0", END);
      client.call("LREM", "other", "0", END);
      assertThat(client.call("EXISTS", "in", "out", "other").asLong()).isZero();
      assertThat(client.call("INFO", "clients").text()).contains("blocked_clients:0");
    }
  }

  /** Pushes all elements, one at a time; the mover stops behind the last. */
  private static int push(String key, String prefix) {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < ELEMENTS; i++) {
        client.call("RPUSH", key, prefix + i);
      }
      client.call("RPUSH", key, END);
    }
    return 0;
  }

  private static int move(String from, String to) {
    try (RawClient client = server.connect()) {
      String moved;
      do {
        moved = client.call("BLMOVE", from, to, "LEFT", "RIGHT", "10").text();
      } while (!END.equals(moved));
    }
    return 0;
  }

  /** Takes until everything has been taken by somebody. */
  private static int take(Set<String> taken, String first, String second, String timeout) {
    int count = 0;
    try (RawClient client = server.connect()) {
      while (taken.size() < 2 * ELEMENTS) {
        RawReply reply = client.call("BLPOP", first, second, timeout);
        if (!reply.children().isEmpty() && !reply.children().get(1).text().equals(END)) {
          assertThat(taken.add(reply.children().get(1).text())).isTrue();
          count++;
        }
      }
    }
    return count;
  }
}
