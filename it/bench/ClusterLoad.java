import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The load of {@code it/bench/cluster}: connections that each know one node of a cluster and send it
 * batches of GET or SET of keys that it leads. With WAIT, a batch ends when a replica has it, which
 * is what a Slotwise cluster does of itself. Speaks RESP alone, so that the client costs little.
 */
final class ClusterLoad {

  private static final int TAGS_PER_NODE = 64;
  private static final int SLOTS = 16_384;

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

  private record Range(int first, int last, String host, int port) {}

  /** Arguments: host port clients depth get|set wait|nowait keys valueBytes seconds. */
  public static void main(String[] args) throws Exception {
    List<Range> ranges = slots(args[0], Integer.parseInt(args[1]));
    int clients = Integer.parseInt(args[2]);
    ClusterLoad load =
        new ClusterLoad(
            Integer.parseInt(args[3]),
            args[4].equals("set"),
            args[5].equals("wait"),
            Integer.parseInt(args[6]),
            Integer.parseInt(args[7]),
            Integer.parseInt(args[8]));
    List<String> nodes = ranges.stream().map(r -> r.host + ":" + r.port).distinct().sorted().toList();
    List<Thread> threads = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < clients; i++) {
      String node = nodes.get(i % nodes.size());
      List<String> tags = tags(ranges, node);
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
    int colon = node.lastIndexOf(':');
    try (Socket socket =
        new Socket(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)))) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      while (System.nanoTime() < endNanos) {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        for (int i = 0; i < depth; i++) {
          String key = "{" + tags.get(random.nextInt(tags.size())) + "}" + random.nextInt(keys);
          batch.writeBytes(write ? request("SET", key, value) : request("GET", key));
        }
        if (wait) {
          batch.writeBytes(request("WAIT", "1", "0"));
        }
        long begin = System.nanoTime();
        socket.getOutputStream().write(batch.toByteArray());
        for (int i = 0; i < depth + (wait ? 1 : 0); i++) {
          reply(in);
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

  private static List<Range> slots(String host, int port) throws IOException {
    List<Range> ranges = new ArrayList<>();
    try (Socket socket = new Socket(host, port)) {
      socket.getOutputStream().write(request("CLUSTER", "SLOTS"));
      for (Object range : (List<?>) reply(new BufferedInputStream(socket.getInputStream()))) {
        List<?> parts = (List<?>) range;
        List<?> leader = (List<?>) parts.get(2);
        ranges.add(
            new Range(
                number(parts.get(0)),
                number(parts.get(1)),
                leader.get(0).toString(),
                number(leader.get(1))));
      }
    }
    return ranges;
  }

  private static int number(Object reply) {
    return Integer.parseInt(reply.toString());
  }

  /** Hash tags whose slots a node leads. */
  private static List<String> tags(List<Range> ranges, String node) {
    List<String> tags = new ArrayList<>();
    for (int i = 0; tags.size() < TAGS_PER_NODE; i++) {
      int slot = crc16(Integer.toString(i)) % SLOTS;
      for (Range range : ranges) {
        if (range.first <= slot && slot <= range.last && node.equals(range.host + ":" + range.port)) {
          tags.add(Integer.toString(i));
        }
      }
    }
    return tags;
  }

  private static int crc16(String text) {
    int crc = 0;
    for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
      }
    }
    return crc & 0xffff;
  }

  private static byte[] request(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** A text, a list of replies, or null. Throws on an error reply: a load has none. */
  private static Object reply(InputStream in) throws IOException {
    int type = in.read();
    String head = line(in);
    switch (type) {
      case '-', -1 -> throw new IOException("answered " + head);
      case '$' -> {
        int length = Integer.parseInt(head);
        if (length < 0) {
          return null;
        }
        String body = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
        in.readNBytes(2);
        return body;
      }
      case '*' -> {
        List<Object> children = new ArrayList<>();
        for (int left = Integer.parseInt(head); left > 0; left--) {
          children.add(reply(in));
        }
        return children;
      }
      default -> {
        return head;
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n' && b >= 0; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
