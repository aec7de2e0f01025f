package io.slotwise.it.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import redis.clients.jedis.HostAndPort;

/**
 * Clients that send random calls on a few keys and write a {@link History} of what they saw. Each
 * talks to one server until that fails it, then to the next.
 */
public final class Recorder implements AutoCloseable {

  private static final int CALLS_OF_TEXT = 10;
  private static final int CALLS_OF_COUNTERS = 5;

  /**
   * What the clients do.
   *
   * @param prefix of all keys, so that a load finds none of an earlier one
   * @param keys half of them hold text, half are counters
   * @param transactions whether there are compare-and-sets by WATCH, MULTI and EXEC among the calls
   * @param timeout after which a client gives an answer up
   * @param pace how long a client rests between two calls
   */
  public record Load(
      String prefix,
      int clients,
      int keys,
      boolean transactions,
      Duration timeout,
      Duration pace,
      long seed) {

    public static Load of(int clients, int keys, long seed) {
      return new Load("", clients, keys, true, Duration.ofSeconds(5), Duration.ZERO, seed);
    }

    public Load prefix(String other) {
      return new Load(other, clients, keys, transactions, timeout, pace, seed);
    }

    public Load withoutTransactions() {
      return new Load(prefix, clients, keys, false, timeout, pace, seed);
    }

    public Load timeout(Duration other) {
      return new Load(prefix, clients, keys, transactions, other, pace, seed);
    }

    public Load pace(Duration other) {
      return new Load(prefix, clients, keys, transactions, timeout, other, seed);
    }
  }

  private final Load load;
  private final History history = new History();
  private final List<Session> sessions = new ArrayList<>();
  private final Crew crew;

  private Recorder(List<HostAndPort> servers, Load load) {
    this.load = load;
    for (int i = 0; i < load.clients(); i++) {
      sessions.add(new Session(servers, i, load.timeout()));
    }
    this.crew = Crew.start("recorder", load.clients(), load.pace(), i -> new Client(i)::step);
  }

  /** Starts the clients. The keys that they use must not exist. */
  public static Recorder start(List<HostAndPort> servers, Load load) {
    return new Recorder(servers, load);
  }

  /** What was recorded so far. */
  public History history() {
    return history;
  }

  /** Waits until so many more calls are answered than now. */
  public Recorder awaitAnswers(int more) {
    int goal = history.answered() + more;
    crew.await("answered calls", Duration.ofMinutes(2), () -> history.answered() >= goal);
    return this;
  }

  /** Ends the clients; the history is complete then. */
  @Override
  public void close() {
    try {
      crew.close();
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private final class Client {
    private final int number;
    private final Session session;
    private final SplittableRandom random;
    private final Map<String, String> lastSeen = new HashMap<>();
    private long written;

    Client(int number) {
      this.number = number;
      this.session = sessions.get(number);
      this.random = new SplittableRandom(load.seed() * 31 + number);
    }

    void step() {
      int index = random.nextInt(load.keys());
      boolean counter = index % 2 == 1;
      String key = load.prefix() + (counter ? "counter:" : "text:") + index;
      Call call = counter ? counterCall() : textCall(key);
      long invokedNanos = System.nanoTime();
      Session.Outcome outcome = session.attempt(jedis -> call.send(jedis, key));
      long returnedNanos = System.nanoTime();
      switch (outcome.fate()) {
        case REFUSED -> history.addRefused();
        case UNKNOWN -> history.add(Operation.unanswered(number, key, call, invokedNanos));
        case ANSWERED -> {
          history.add(
              Operation.answered(number, key, call, invokedNanos, returnedNanos, outcome.reply()));
          remember(key, call, outcome.reply());
        }
      }
    }

    private void remember(String key, Call call, String reply) {
      if (call.onlyReads()) {
        lastSeen.put(key, reply);
      } else if (call instanceof Call.Set set) {
        lastSeen.put(key, set.written());
      }
    }

    private Call textCall(String key) {
      return switch (random.nextInt(load.transactions() ? CALLS_OF_TEXT : CALLS_OF_TEXT - 2)) {
        case 0, 1 -> new Call.Set(unique());
        case 2 -> new Call.Append(unique() + ";");
        case 3 -> new Call.SetIfAbsent(unique());
        case 4 -> new Call.Exchange(unique());
        case 5 -> new Call.Delete();
        case 6, 7 -> new Call.Get();
        default -> new Call.CompareAndSet(lastSeen.get(key), unique());
      };
    }

    private Call counterCall() {
      return switch (random.nextInt(CALLS_OF_COUNTERS)) {
        case 0 -> new Call.Get();
        case 1 -> random.nextInt(20) == 0 ? new Call.Exchange("1000") : new Call.Get();
        default -> new Call.Increment();
      };
    }

    /** No two values that clients write are equal, so that a value says who wrote it. */
    private String unique() {
      return number + "." + ++written;
    }
  }
}
