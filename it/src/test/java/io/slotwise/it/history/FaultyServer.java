package io.slotwise.it.history;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import redis.clients.jedis.HostAndPort;

/**
 * A server of a few string commands that makes one mistake now and then: what the checks of this
 * package must notice. It answers one request at a time, so that without a mistake it is correct.
 */
final class FaultyServer implements AutoCloseable {

  /** What it does wrong. */
  enum Mistake {
    NONE,
    /** A write is acknowledged and not done. */
    LOST_WRITE,
    /** A write is acknowledged and done after the next one. */
    LATE_WRITE,
    /** A GET answers with what was there before the last write. */
    STALE_READ,
    /** A write is done twice. */
    DOUBLE_WRITE,
    /** A write is answered with a refusal, and done. */
    REFUSED_AND_DONE,
    /** The connection ends after a request that may have been done: no mistake, only bad luck. */
    NO_ANSWER
  }

  /** One request in so many goes wrong. */
  private static final int ONE_IN = 200;

  private final ServerSocket listener;
  private final Mistake mistake;
  private final Collection<Socket> connections = new ConcurrentLinkedQueue<>();
  private final SplittableRandom random;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> before = new HashMap<>();
  private Runnable late = () -> {};

  private FaultyServer(Mistake mistake, long seed) throws IOException {
    this.mistake = mistake;
    this.random = new SplittableRandom(seed);
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  static FaultyServer start(Mistake mistake, long seed) {
    try {
      FaultyServer server = new FaultyServer(mistake, seed);
      daemon(server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HostAndPort address() {
    return new HostAndPort("127.0.0.1", listener.getLocalPort());
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "faulty-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        connections.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (List<String> words = request(in); words != null; words = request(in)) {
        String reply = answer(words);
        if (reply == null) {
          return;
        }
        out.write(reply.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException gone) {
      // So is the client.
    }
  }

  private static List<String> request(InputStream in) throws IOException {
    String header = line(in);
    if (header == null) {
      return null;
    }
    List<String> words = new ArrayList<>();
    for (int left = Integer.parseInt(header.substring(1)); left > 0; left--) {
      int length = Integer.parseInt(line(in).substring(1));
      words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
      line(in);
    }
    return words;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  /** The reply in RESP2; null where the connection ends instead. */
  private synchronized String answer(List<String> words) {
    Call call = call(words);
    if (call == null) {
      return "+OK\r\n";
    }
    boolean wrong = random.nextInt(ONE_IN) == 0;
    if (wrong && mistake == Mistake.NO_ANSWER && random.nextBoolean()) {
      return null;
    }
    String key = words.get(1);
    Call.Effect effect = call.on(values.get(key));
    if (call.onlyReads()) {
      return resp(call, wrong && mistake == Mistake.STALE_READ ? before.get(key) : effect.reply());
    }
    Runnable write = () -> write(key, call);
    if (!wrong) {
      write.run();
      late.run();
      late = () -> {};
      return resp(call, effect.reply());
    }
    switch (mistake) {
      case LOST_WRITE -> {}
      case LATE_WRITE -> late = write;
      case DOUBLE_WRITE -> {
        write.run();
        write.run();
      }
      default -> write.run();
    }
    return switch (mistake) {
      case REFUSED_AND_DONE -> "-TRYAGAIN not now\r\n";
      case NO_ANSWER -> null;
      default -> resp(call, effect.reply());
    };
  }

  private void write(String key, Call call) {
    String old = values.get(key);
    before.put(key, old);
    values.put(key, call.on(old).value());
  }

  private static Call call(List<String> words) {
    String options = String.join(" ", words.subList(Math.min(3, words.size()), words.size()));
    return switch (words.get(0)) {
      case "GET" -> new Call.Get();
      case "INCR" -> new Call.Increment();
      case "DEL" -> new Call.Delete();
      case "APPEND" -> new Call.Append(words.get(2));
      case "SET" ->
          switch (options) {
            case "" -> new Call.Set(words.get(2));
            case "NX", "nx" -> new Call.SetIfAbsent(words.get(2));
            case "GET", "get" -> new Call.Exchange(words.get(2));
            default -> throw new IllegalArgumentException(words.toString());
          };
      default -> null;
    };
  }

  private static String resp(Call call, String reply) {
    if (reply == null) {
      return "$-1\r\n";
    }
    boolean number =
        call instanceof Call.Increment
            || call instanceof Call.Append
            || call instanceof Call.Delete;
    return number ? ":" + reply + "\r\n" : "$" + reply.length() + "\r\n" + reply + "\r\n";
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
