import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The load of {@code it/bench/cluster}: connections that each know one node of a cluster and send it
 * batches of GET or SET of keys that it leads. With WAIT, a batch ends when a replica has it, which
 * is what a Slotwise cluster does of itself.
 */
final class ClusterLoad {

  private static final int TAGS_PER_NODE = 64;

  private final int depth;
  private final boolean write;
  private final boolean wait;
  private final int keys;
  private final String value;
  private final long endNanos;
  private final AtomicLong done = new AtomicLong();
  private final List<Long> batchNanos = new ArrayList<>();

  private ClusterLoad(int depth, boolean write, boolean wait, int keys, int valueBytes, int seconds) {
    this.depth = depth;
    this.write = write;
    this.wait = wait;
    this.keys = keys;
    this.value = "x".repeat(valueBytes);
    this.endNanos = System.nanoTime() + seconds * 1_000_000_000L;
  }

  /** Arguments: host port clients depth get|set wait|nowait keys valueBytes seconds. */
  public static void main(String[] args) throws Exception {
    ClusterSlots slots = ClusterSlots.of(args[0], Integer.parseInt(args[1]));
    int clients = Integer.parseInt(args[2]);
    ClusterLoad load =
        new ClusterLoad(
            Integer.parseInt(args[3]),
            args[4].equals("set"),
            args[5].equals("wait"),
            Integer.parseInt(args[6]),
            Integer.parseInt(args[7]),
            Integer.parseInt(args[8]));
    List<String> nodes = slots.leaders();
    List<Thread> threads = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < clients; i++) {
      String node = nodes.get(i % nodes.size());
      List<String> tags = slots.tagsOf(node, TAGS_PER_NODE);
      int seed = i;
      Thread thread = new Thread(() -> load.run(node, tags, seed));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<Long> sorted = load.batchNanos.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%.0f %.2f%n",
        load.done.get() / seconds,
        sorted.get(sorted.size() * 99 / 100) / 1e6);
  }

  private void run(String node, List<String> tags, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> mine = new ArrayList<>();
    try (RespConnection connection = RespConnection.to(node, 0)) {
      while (System.nanoTime() < endNanos) {
        for (int i = 0; i < depth; i++) {
          String key = "{" + tags.get(random.nextInt(tags.size())) + "}" + random.nextInt(keys);
          if (write) {
            connection.send("SET", key, value);
          } else {
            connection.send("GET", key);
          }
        }
        if (wait) {
          connection.send("WAIT", "1", "0");
        }
        long begin = System.nanoTime();
        for (int i = 0; i < depth + (wait ? 1 : 0); i++) {
          connection.read();
        }
        mine.add(System.nanoTime() - begin);
        done.addAndGet(depth);
      }
    } catch (IOException e) {
      throw new IllegalStateException(node, e);
    }
    synchronized (batchNanos) {
      batchNanos.addAll(mine);
    }
  }
}
