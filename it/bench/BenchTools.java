import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code it/bench/run} needs beside redis-benchmark; compiled by it. Keys are named as
 * redis-benchmark names them.
 *
 * <pre>
 * free-port                   a port that is free
 * preload PORT KEYS BYTES     every key of redis-benchmark's range, with a value of so many bytes
 * probe PORT STOP-FILE        a GET and a SET by turns, without pause, until the file is there; the longest wait in ms.
 *                             STOP-FILE.ready says that it has begun
 * growth PORT ELEMENTS        commands on collections of so many elements and of 100 times as many: microseconds of each
 * idle PORT COUNT PID         opens so many connections, one PING each; memory of the process before and after
 * </pre>
 */
public final class BenchTools {

  private static final int WINDOW = 1000;

  private BenchTools() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "free-port" -> freePort();
      case "preload" ->
          preload(Integer.parseInt(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]));
      case "probe" -> probe(Integer.parseInt(args[1]), Path.of(args[2]));
      case "growth" -> new Growth(Integer.parseInt(args[1])).run(Integer.parseInt(args[2]));
      case "idle" ->
          idle(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Long.parseLong(args[3]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      System.out.println(probe.getLocalPort());
    }
  }

  private static void preload(int port, long keys, int valueBytes) throws IOException {
    String value = "x".repeat(valueBytes);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      long sent = 0;
      while (sent < keys) {
        int batch = (int) Math.min(WINDOW, keys - sent);
        for (int i = 0; i < batch; i++) {
          out.write(request("SET", key(sent + i), value));
        }
        out.flush();
        for (int i = 0; i < batch; i++) {
          expectLine(in, "+OK");
        }
        sent += batch;
      }
    }
  }

  private static String key(long number) {
    return String.format(Locale.ROOT, "key:%012d", number);
  }

  private static void probe(int port, Path stopFile) throws IOException {
    long longestNanos = 0;
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Files.createFile(Path.of(stopFile + ".ready"));
      for (long i = 0; !Files.exists(stopFile); i++) {
        long start = System.nanoTime();
        if (i % 2 == 0) {
          out.write(request("SET", "probe", Long.toString(i)));
          expectLine(in, "+OK");
        } else {
          out.write(request("GET", "probe"));
          readLine(in);
          readLine(in);
        }
        longestNanos = Math.max(longestNanos, System.nanoTime() - start);
      }
    }
    System.out.printf(Locale.ROOT, "%.1f%n", longestNanos / 1e6);
  }

  private static void idle(int port, int count, long pid) throws IOException {
    long before = residentMegabytes(pid);
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket("127.0.0.1", port);
      sockets.add(socket);
      socket.getOutputStream().write(request("PING"));
      expectLine(socket.getInputStream(), "+PONG");
    }
    long after = residentMegabytes(pid);
    System.out.printf(
        Locale.ROOT,
        "%d idle connections: %d MB before, %d MB after, %+d MB%n",
        count,
        before,
        after,
        after - before);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static long residentMegabytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  private static byte[] request(String... words) {
    StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return request.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void expectLine(InputStream in, String expected) throws IOException {
    String line = readLine(in);
    if (!line.equals(expected)) {
      throw new IOException("expected " + expected + ", got " + line);
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the server closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** What commands cost as the collection grows. One connection, pipelined. */
  private static final class Growth {

    private static final int FACTOR = 100;
    private static final int REPEATS = 20_000;
    private static final String[] FILLS = {
      "RPUSH list element:%d",
      "SADD set member:%d",
      "HSET hash field:%d value",
      "ZADD zset %d member:%d",
      "XADD stream 1-%d field value",
      "GEOADD geo 13.361389 38.115556 member:%d"
    };

    /** {@code %d}: an element that is there; {@code %n}: one that is not. */
    private static final String[] COMMANDS = {
      "LPUSH list element",
      "RPOP list",
      "LINDEX list -%d",
      "LSET list -%d other",
      "LRANGE list %d %d",
      "SADD set new:%n",
      "SISMEMBER set member:%d",
      "SRANDMEMBER set",
      "SREM set member:%d",
      "HSET hash new:%n value",
      "HSET hash field:%d other",
      "HGET hash field:%d",
      "HDEL hash field:%d",
      "HRANDFIELD hash",
      "ZADD zset %n new:%n",
      "ZADD zset %n member:%d",
      "ZSCORE zset member:%d",
      "ZRANK zset member:%d",
      "ZRANGE zset %d %d",
      "ZCOUNT zset %d +inf",
      "ZREM zset member:%d",
      "ZPOPMIN zset",
      "XADD stream * field value",
      "XRANGE stream 1-%d + COUNT 1",
      "XDEL stream 1-%d",
      "XLEN stream",
      "GEOPOS geo member:%d"
    };

    private final int port;
    private final java.util.SplittableRandom random = new java.util.SplittableRandom(1);
    private long fresh;

    Growth(int port) {
      this.port = port;
    }

    void run(int elements) throws IOException {
      double[] small = measure(elements);
      double[] large = measure(elements * FACTOR);
      System.out.printf(
          Locale.ROOT,
          "%-34s %12s %12s %6s%n",
          "microseconds",
          elements,
          (long) elements * FACTOR,
          "ratio");
      for (int i = 0; i < COMMANDS.length; i++) {
        System.out.printf(
            Locale.ROOT,
            "%-34s %12.2f %12.2f %6.2f%n",
            COMMANDS[i],
            small[i],
            large[i],
            large[i] / small[i]);
      }
    }

    private double[] measure(int elements) throws IOException {
      double[] micros = new double[COMMANDS.length];
      try (Socket socket = new Socket("127.0.0.1", port)) {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        send(out, in, "FLUSHALL", 1, 1);
        for (String fill : FILLS) {
          for (int i = 1; i <= elements; i += WINDOW) {
            int batch = Math.min(WINDOW, elements - i + 1);
            for (int j = 0; j < batch; j++) {
              out.write(request(fill.replace("%d", Integer.toString(i + j)).split(" ")));
            }
            drain(out, in, batch);
          }
        }
        for (int round = 0; round < 3; round++) {
          for (int i = 0; i < COMMANDS.length; i++) {
            int repeats = Math.min(REPEATS, elements / 10);
            long startNanos = System.nanoTime();
            send(out, in, COMMANDS[i], repeats, elements);
            double took = (System.nanoTime() - startNanos) / 1e3 / repeats;
            micros[i] = round == 0 ? took : Math.min(micros[i], took);
          }
        }
      }
      return micros;
    }

    private void send(OutputStream out, InputStream in, String command, int repeats, int elements)
        throws IOException {
      for (int sent = 0; sent < repeats; ) {
        int batch = Math.min(16, repeats - sent);
        for (int i = 0; i < batch; i++) {
          String element = Integer.toString(1 + random.nextInt(elements));
          out.write(
              request(
                  command.replace("%d", element).replace("%n", Long.toString(++fresh)).split(" ")));
        }
        drain(out, in, batch);
        sent += batch;
      }
    }

    private static void drain(OutputStream out, InputStream in, int replies) throws IOException {
      out.flush();
      for (int i = 0; i < replies; i++) {
        skipReply(in);
      }
    }

    private static void skipReply(InputStream in) throws IOException {
      int kind = in.read();
      String line = readLine(in);
      switch (kind) {
        case '+', ':' -> {}
        case '$' -> {
          long length = Long.parseLong(line);
          in.skipNBytes(length < 0 ? 0 : length + 2);
        }
        case '*' -> {
          for (long i = Long.parseLong(line); i > 0; i--) {
            skipReply(in);
          }
        }
        default -> throw new IOException("the server answered " + (char) kind + line);
      }
    }

    private static String readLine(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\r'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the server has closed the connection");
        }
        line.append((char) c);
      }
      in.read();
      return line.toString();
    }
  }
}
