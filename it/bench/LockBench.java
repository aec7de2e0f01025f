import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Scripts and transactions on two servers: one request at a time on each of some connections, for a
 * while, on each server and level of locks in turn; medians of the runs. Started by {@code locks}.
 */
public final class LockBench {

  private static final String SHORT =
      "local old = redis.call('GET', KEYS[1]) redis.call('SET', KEYS[1], ARGV[1]) return old";
  private static final String LONG =
      "local old = redis.call('GET', KEYS[1]) for i = 1, tonumber(ARGV[1]) do end "
          + "redis.call('SET', KEYS[1], ARGV[1]) return old";

  private static int redisPort;
  private static int port;
  private static int runs;
  private static long millis;
  private static String steps;
  private static String only;

  /** What each connection sends again and again. */
  private interface Load {
    /** One round as bytes; {@code replies} says how many answers it has. */
    byte[] round(int connection);

    default int replies() {
      return 1;
    }
  }

  public static void main(String[] args) throws Exception {
    redisPort = Integer.parseInt(args[0]);
    port = Integer.parseInt(args[1]);
    runs = Integer.parseInt(args[2]);
    millis = Long.parseLong(args[3]);
    steps = args[4];
    only = args.length > 5 ? args[5] : "";
    System.out.printf(
        Locale.ROOT, "%-34s %5s %10s %7s %7s %7s%n", "", "conns", "redis/s", "keys", "slots", "global");
    for (boolean contended : new boolean[] {false, true}) {
      String keys = contended ? "one key" : "own keys";
      for (int connections : new int[] {1, 4, 32}) {
        levels("short script, " + keys, connections, script(SHORT, "value", contended));
        levels("long script, " + keys, connections, script(LONG, steps, contended));
      }
    }
    for (int connections : new int[] {1, 4, 32}) {
      if ("multi".startsWith(only)) {
        multi(connections);
      }
    }
  }

  private static Load script(String text, String argument, boolean contended) {
    return connection ->
        request("EVAL", text, "1", contended ? "key" : "key:" + connection, argument);
  }

  /** Four SETs in MULTI and EXEC, sent together. */
  private static Load transaction(boolean oneSlot) {
    return new Load() {
      @Override
      public byte[] round(int connection) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(request("MULTI"));
        for (int i = 0; i < 4; i++) {
          String key = oneSlot ? "{t" + connection + "}" + i : "t" + connection + ":" + i;
          all.writeBytes(request("SET", key, "value"));
        }
        all.writeBytes(request("EXEC"));
        return all.toByteArray();
      }

      @Override
      public int replies() {
        return 6;
      }
    };
  }

  private static byte[] request(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void levels(String name, int connections, Load load) throws Exception {
    if (!name.startsWith(only)) {
      return;
    }
    String[] levels = {"keys", "slots", "global"};
    double[] redis = new double[runs];
    double[][] ours = new double[levels.length][runs];
    for (int run = 0; run < runs; run++) {
      redis[run] = rate(redisPort, connections, load);
      for (int level = 0; level < levels.length; level++) {
        once(port, "CONFIG", "SET", "lua-lock-level", levels[level]);
        ours[level][run] = rate(port, connections, load);
      }
    }
    double base = median(redis);
    System.out.printf(Locale.ROOT, "%-34s %5d %10.0f", name, connections, base);
    for (double[] level : ours) {
      System.out.printf(Locale.ROOT, " %7.2f", median(level) / base);
    }
    System.out.println();
  }

  private static void multi(int connections) throws Exception {
    double[][] rates = new double[4][runs];
    for (int run = 0; run < runs; run++) {
      rates[0][run] = rate(redisPort, connections, transaction(true));
      rates[1][run] = rate(port, connections, transaction(true));
      rates[2][run] = rate(redisPort, connections, transaction(false));
      rates[3][run] = rate(port, connections, transaction(false));
    }
    System.out.printf(
        Locale.ROOT,
        "MULTI of four SETs, %d connections: one slot %.0f/s (%.2f of redis-server), four slots %.0f/s"
            + " (%.2f of redis-server, %.2f of one slot)%n",
        connections,
        median(rates[1]),
        median(rates[1]) / median(rates[0]),
        median(rates[3]),
        median(rates[3]) / median(rates[2]),
        median(rates[3]) / median(rates[1]));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double rate(int serverPort, int connections, Load load) throws Exception {
    AtomicLong done = new AtomicLong();
    long startNanos = System.nanoTime();
    long endNanos = startNanos + millis * 1_000_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int connection = i;
      Thread thread = new Thread(() -> done.addAndGet(drive(serverPort, connection, load, endNanos)));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return done.get() * 1e9 / (System.nanoTime() - startNanos);
  }

  private static long drive(int serverPort, int connection, Load load, long endNanos) {
    try (Socket socket = new Socket("127.0.0.1", serverPort)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      BufferedOutputStream out = new BufferedOutputStream(socket.getOutputStream());
      byte[] round = load.round(connection);
      long rounds = 0;
      while (System.nanoTime() < endNanos) {
        out.write(round);
        out.flush();
        for (int i = 0; i < load.replies(); i++) {
          skipReply(in);
        }
        rounds++;
      }
      return rounds;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void once(int serverPort, String... words) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", serverPort)) {
      socket.getOutputStream().write(request(words));
      skipReply(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private static void skipReply(InputStream in) throws IOException {
    int type = in.read();
    String head = line(in);
    if (type == '-') {
      throw new IOException("the server answers: " + head);
    }
    int length = type == '$' || type == '*' ? Integer.parseInt(head) : 0;
    if (type == '$' && length >= 0) {
      in.skipNBytes(length + 2L);
    }
    for (int i = 0; type == '*' && i < length; i++) {
      skipReply(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new IOException("closed by the server");
      }
      line.append((char) b);
    }
    in.read();
    return line.toString();
  }
}
