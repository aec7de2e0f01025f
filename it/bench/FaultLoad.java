import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The load of {@code it/bench/faults}: clients that each SET one new key after the other in a slot of
 * their own, all over the slots. A client stays with a node until that fails it, and goes where MOVED
 * sends it, as clients of Redis do. In the end every acknowledged write is looked for on every node.
 */
final class FaultLoad {

  /** What clients commonly wait for an answer before they take a server for dead. */
  private static final int TIMEOUT_MS = 2_000;

  /** From how long on a client's time without an acknowledgement is told by itself. */
  private static final long GAP_TOLD_NANOS = 1_000_000_000;

  private static final int PAUSE_AFTER_FAILURE_MS = 10;
  private static final int READ_AT_ONCE = 500;
  private static final int READ_TIMEOUT_MS = 20_000;
  private static final int READ_TRIES = 30;
  private static final int READ_PAUSE_MS = 1_000;

  private final List<String> nodes;
  private final List<String> servers;
  private final int paceMs;
  private final Path faultFile;
  private final Path stopFile;
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong redirected = new AtomicLong();

  private FaultLoad(
      List<String> nodes, List<String> servers, int paceMs, Path faultFile, Path stopFile) {
    this.nodes = nodes;
    this.servers = servers;
    this.paceMs = paceMs;
    this.faultFile = faultFile;
    this.stopFile = stopFile;
  }

  /**
   * Arguments: {@code host:port,... of the port that is loaded; host:port,... that serve any key; clients; ms between
   * two writes of a client; the file whose existence says that the fault has begun; the file whose existence ends it; a
   * prefix of keys}. Prints: acknowledged, failed (answered with an error or not at all), redirected, the longest time in
   * ms since the fault that a client was without an acknowledgement, lost; and as errors, each time of a second and more.
   */
  public static void main(String[] args) throws Exception {
    FaultLoad load =
        new FaultLoad(
            List.of(args[0].split(",")),
            List.of(args[1].split(",")),
            Integer.parseInt(args[3]),
            Path.of(args[4]),
            Path.of(args[5]));
    List<String> tags = ClusterSlots.tagsAllOver(Integer.parseInt(args[2]));
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      clients.add(load.new Client(i, "{" + tags.get(i) + "}" + args[6] + ":"));
    }
    for (Client client : clients) {
      client.start();
    }
    for (Client client : clients) {
      client.join();
    }
    long acknowledged = clients.stream().mapToLong(c -> c.acknowledged.size()).sum();
    long longestGapNanos = clients.stream().mapToLong(c -> c.longestGapNanos).max().orElse(0);
    long lost = 0;
    for (String server : load.servers) {
      lost = Math.max(lost, load.lost(server, clients));
    }
    System.out.printf(
        Locale.ROOT,
        "%d %d %d %d %d%n",
        acknowledged,
        load.failed.get(),
        load.redirected.get(),
        longestGapNanos / 1_000_000,
        lost);
  }

  private long lost(String server, List<Client> clients) throws IOException {
    long lost = 0;
    for (Client client : clients) {
      for (int from = 0; from < client.acknowledged.size(); from += READ_AT_ONCE) {
        int to = Math.min(client.acknowledged.size(), from + READ_AT_ONCE);
        lost += lost(server, client.prefix, client.acknowledged.subList(from, to));
      }
    }
    return lost;
  }

  /** A shard may be changing its leader still: only an answer that is a value, or none, counts. */
  private static long lost(String server, String prefix, List<Integer> numbers) throws IOException {
    IOException why = null;
    for (int i = 0; i < READ_TRIES; i++) {
      try (RespConnection connection = RespConnection.to(server, READ_TIMEOUT_MS)) {
        for (int number : numbers) {
          connection.send("GET", prefix + number);
        }
        long lost = 0;
        for (int number : numbers) {
          lost += valueOf(number).equals(connection.read()) ? 0 : 1;
        }
        return lost;
      } catch (IOException notNow) {
        why = notNow;
        pause(READ_PAUSE_MS);
      }
    }
    throw why;
  }

  private static String valueOf(int number) {
    return "value-" + number;
  }

  private final class Client extends Thread {

    private final String prefix;
    private final List<Integer> acknowledged = new ArrayList<>();
    private long longestGapNanos;
    private boolean faultSeen;
    private int node;
    private RespConnection connection;

    Client(int number, String prefix) {
      this.node = number % nodes.size();
      this.prefix = prefix;
    }

    @Override
    public void run() {
      long lastNanos = System.nanoTime();
      for (int number = 0; !Files.exists(stopFile); number++) {
        if (isWritten(number)) {
          acknowledged.add(number);
          lastNanos = gapEnds(lastNanos);
          pause(paceMs);
        } else {
          failed.incrementAndGet();
          pause(PAUSE_AFTER_FAILURE_MS);
        }
      }
      // A client that had nothing more until the end was without all that time.
      gapEnds(lastNanos);
      leave();
    }

    private long gapEnds(long sinceNanos) {
      long now = System.nanoTime();
      // What clients wait for while they connect is no part of it.
      faultSeen = faultSeen || Files.exists(faultFile);
      if (faultSeen) {
        longestGapNanos = Math.max(longestGapNanos, now - sinceNanos);
      }
      if (now - sinceNanos >= GAP_TOLD_NANOS) {
        System.err.printf(
            "%s: %s had no acknowledgement for %d ms%n",
            Instant.now(), prefix, (now - sinceNanos) / 1_000_000);
      }
      return now;
    }

    private boolean isWritten(int number) {
      String to = nodes.get(node);
      for (int hop = 0; hop < nodes.size() + 2; hop++) {
        try {
          if (connection == null) {
            connection = RespConnection.to(to, TIMEOUT_MS);
          }
          connection.call("SET", prefix + number, valueOf(number));
          return true;
        } catch (RespConnection.ErrorReply answer) {
          if (!answer.getMessage().startsWith("MOVED ")) {
            return false;
          }
          redirected.incrementAndGet();
          leave();
          to = answer.getMessage().split(" ")[2];
        } catch (IOException broken) {
          leave();
          node = (node + 1) % nodes.size();
          return false;
        }
      }
      leave();
      return false;
    }

    private void leave() {
      if (connection != null) {
        try {
          connection.close();
        } catch (IOException ignored) {
          // It is given up either way.
        }
        connection = null;
      }
    }
  }

  private static void pause(int ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
