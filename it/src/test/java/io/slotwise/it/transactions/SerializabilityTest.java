package io.slotwise.it.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: MULTI and scripts, short and long, with keys declared or not, on every level of locks, are
 * as if one ran after the other. Method: {@link AppendHistory}, with clients whose transactions are
 * drawn from a seed; how they interleave is up to the server. {@code -Dslotwise.seed=N} draws
 * others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SerializabilityTest {

  private static final int CLIENTS = 6;
  private static final int TRANSACTIONS = 120;
  private static final List<String> LISTS =
      IntStream.range(0, 8).mapToObj(i -> "{" + i % 5 + "}list" + i).toList();

  /** ARGV: a number to append or nothing, steps to spend in between, then undeclared lists. */
  private static final String SCRIPT =
      "local lists, seen = {}, {} "
          + "for i = 1, #KEYS do lists[i] = KEYS[i] end "
          + "for i = 3, #ARGV do lists[#lists + 1] = ARGV[i] end "
          + "for i, list in ipairs(lists) do "
          + "  seen[i] = table.concat(redis.call('LRANGE', list, 0, -1), ',') "
          + "  for j = 1, tonumber(ARGV[2]) do end "
          + "end "
          + "if ARGV[1] ~= '' then "
          + "  for i, list in ipairs(lists) do redis.call('RPUSH', list, ARGV[1]) end "
          + "end "
          + "return seen";

  private TestServer server;
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  @BeforeAll
  void start() {
    server = Servers.slotwise();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "lua-lock-level {0}")
  @CsvSource({"keys", "slots", "global"})
  void someOrderExplainsWhatAllHaveSeen(String level) throws InterruptedException {
    long seed = Long.getLong("slotwise.seed", 1);
    try (RawClient client = server.connect()) {
      client.call("FLUSHALL");
      if (!Servers.redisStandsIn()) {
        assertThat(client.call("CONFIG", "SET", "lua-lock-level", level).text()).isEqualTo("OK");
      }
    }
    AppendHistory history = new AppendHistory();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      DrawnTransactions drawn = new DrawnTransactions(seed * CLIENTS + i, LISTS);
      Thread thread = new Thread(() -> run(drawn, history));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).as("seed %d", seed).isNull();
    assertThat(history.size()).isEqualTo(CLIENTS * TRANSACTIONS);
    history.check(atTheEnd());
  }

  private Map<String, List<Integer>> atTheEnd() {
    Map<String, List<Integer>> lists = new HashMap<>();
    try (RawClient client = server.connect()) {
      for (String list : LISTS) {
        lists.put(list, numbers(client.call("LRANGE", list, "0", "-1")));
      }
    }
    return lists;
  }

  private static List<Integer> numbers(RawReply elements) {
    return elements.children().stream().map(element -> Integer.valueOf(element.text())).toList();
  }

  private void run(DrawnTransactions drawn, AppendHistory history) {
    try (RawClient client = server.connect()) {
      int last = -1;
      for (int i = 0; i < TRANSACTIONS; i++) {
        DrawnTransactions.Drawn next = drawn.next();
        int number = numbers.incrementAndGet();
        Map<String, List<Integer>> seen =
            next.isScript() ? script(client, next, number) : multi(client, next, number);
        history.add(number, next.appends(), seen);
        if (last >= 0) {
          history.follows(last, number);
        }
        last = number;
      }
    } catch (RuntimeException | AssertionError e) {
      failure.compareAndSet(null, e);
    }
  }

  private static Map<String, List<Integer>> multi(
      RawClient client, DrawnTransactions.Drawn drawn, int number) {
    client.call("MULTI");
    drawn.lists().forEach(list -> client.call("LRANGE", list, "0", "-1"));
    if (drawn.appends()) {
      drawn.lists().forEach(list -> client.call("RPUSH", list, Integer.toString(number)));
    }
    RawReply reply = client.call("EXEC");
    assertThat(reply.isAggregate()).as(reply::toString).isTrue();
    Map<String, List<Integer>> seen = new LinkedHashMap<>();
    for (String list : new TreeSet<>(drawn.lists())) {
      seen.put(list, numbers(reply.children().get(drawn.lists().indexOf(list))));
    }
    return seen;
  }

  private static Map<String, List<Integer>> script(
      RawClient client, DrawnTransactions.Drawn drawn, int number) {
    List<String> words = new ArrayList<>(List.of("EVAL", SCRIPT));
    words.add(Integer.toString(drawn.declared()));
    words.addAll(drawn.lists().subList(0, drawn.declared()));
    words.add(drawn.appends() ? Integer.toString(number) : "");
    words.add(Integer.toString(drawn.steps()));
    words.addAll(drawn.lists().subList(drawn.declared(), drawn.lists().size()));
    RawReply reply = client.call(words.toArray(String[]::new));
    assertThat(reply.isAggregate()).as(reply::toString).isTrue();
    return IntStream.range(0, drawn.lists().size())
        .boxed()
        .collect(
            Collectors.toMap(
                drawn.lists()::get, i -> AppendHistory.numbers(reply.children().get(i).text())));
  }
}
