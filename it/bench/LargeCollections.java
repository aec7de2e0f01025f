import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long commands on a whole collection of many elements take, and how long a client of another
 * slot waits meanwhile: {@code LargeCollections PORT ELEMENTS}. Of each type one, deleted in another
 * way each.
 */
public final class LargeCollections {

  private static final int ELEMENTS_PER_COMMAND = 100;
  private static final int COMMANDS_PER_WINDOW = 20;

  /**
   * What is done with a type.
   *
   * @param fill the words before the elements
   * @param element of each element, with {@code %d} for its number
   */
  private record Kind(String name, String fill, String element, List<String> commands) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("hash", "HSET {a}k", "field:%d %d", commands("HLEN {a}k", "HGETALL {b}k", "DEL {b}k")),
          new Kind("set", "SADD {a}k", "member:%d", commands("SCARD {a}k", "SMEMBERS {b}k", "UNLINK {b}k")),
          new Kind("zset", "ZADD {a}k", "%d member:%d", commands("ZCARD {a}k", "ZRANGE {b}k 0 -1", "PEXPIRE {b}k -1")),
          new Kind("list", "RPUSH {a}k", "element:%d", commands("LLEN {a}k", "LRANGE {b}k 0 -1", "FLUSHDB")));

  private static List<String> commands(String count, String readAll, String delete) {
    return List.of(
        count,
        "EXPIRE {a}k 100000",
        "RENAME {a}k {a}other",
        "RENAME {a}other {b}k",
        readAll,
        delete,
        "PING");
  }

  private final int port;
  private final int elements;

  private LargeCollections(int port, int elements) {
    this.port = port;
    this.elements = elements;
  }

  public static void main(String[] args) throws Exception {
    new LargeCollections(Integer.parseInt(args[0]), Integer.parseInt(args[1])).run();
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT, "%d elements: %-24s %10s %26s%n", elements, "", "ms", "longest wait elsewhere, ms");
    for (Kind kind : KINDS) {
      try (Client client = new Client(port)) {
        client.run("FLUSHALL");
        long start = System.nanoTime();
        fill(client, kind);
        System.out.printf(Locale.ROOT, "%s: filled in %.0f s%n", kind.name(), (System.nanoTime() - start) / 1e9);
        for (String command : kind.commands()) {
          measure(client, command);
        }
      }
    }
  }

  private void fill(Client client, Kind kind) throws IOException {
    int window = ELEMENTS_PER_COMMAND * COMMANDS_PER_WINDOW;
    for (int from = 0; from < elements; from += window) {
      int commands = 0;
      for (int first = from; first < Math.min(from + window, elements); first += ELEMENTS_PER_COMMAND) {
        List<String> words = new ArrayList<>(List.of(kind.fill().split(" ")));
        for (int i = first; i < Math.min(first + ELEMENTS_PER_COMMAND, elements); i++) {
          words.addAll(List.of(kind.element().replace("%d", Integer.toString(i)).split(" ")));
        }
        client.send(words);
        commands++;
      }
      for (int i = 0; i < commands; i++) {
        client.skipReply();
      }
    }
  }

  private void measure(Client client, String command) throws IOException, InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    long[] longestNanos = new long[1];
    Thread probe = new Thread(() -> longestNanos[0] = probe(stop));
    probe.start();
    long start = System.nanoTime();
    client.run(command);
    double tookMs = (System.nanoTime() - start) / 1e6;
    // What the command leaves to the background may hold up others too.
    Thread.sleep(2000);
    stop.set(true);
    probe.join();
    System.out.printf(Locale.ROOT, "  %-34s %10.2f %26.2f%n", command, tookMs, longestNanos[0] / 1e6);
  }

  private long probe(AtomicBoolean stop) {
    long longest = 0;
    try (Client client = new Client(port)) {
      for (int i = 0; !stop.get(); i++) {
        long start = System.nanoTime();
        client.run("SET {probe}" + i % 100 + " value");
        longest = Math.max(longest, System.nanoTime() - start);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return longest;
  }

  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    Client(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    void run(String command) throws IOException {
      send(List.of(command.split(" ")));
      skipReply();
    }

    void send(List<String> words) throws IOException {
      StringBuilder request = new StringBuilder("*" + words.size() + "\r\n");
      for (String word : words) {
        request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
      out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    void skipReply() throws IOException {
      out.flush();
      int kind = in.read();
      String line = readLine();
      switch (kind) {
        case '+', ':' -> {}
        case '$' -> in.skipNBytes(Math.max(-2, Long.parseLong(line)) + 2);
        case '*' -> {
          for (long i = Long.parseLong(line); i > 0; i--) {
            skipReply();
          }
        }
        default -> throw new IOException("the server answered " + (char) kind + line);
      }
    }

    private String readLine() throws IOException {
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

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
