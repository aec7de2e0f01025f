package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A real redis-server of its own in a temporary folder, with one connection for commands and one
 * that listens to every keyspace event. What it says is the truth that handlers are held to.
 */
public final class RedisServer implements AutoCloseable {

  /** The least that Redis can be told, so that tests of the limit need little memory. */
  public static final long STRING_BYTES_MAX = 1 << 20;

  private static final String EXECUTABLE = "redis-server";

  private final Process process;
  private final Connection commands;
  private final Connection events;

  private RedisServer(Process process, Connection commands, Connection events) {
    this.process = process;
    this.commands = commands;
    this.events = events;
  }

  /** Whether redis-server is on the path. */
  public static boolean isInstalled() {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, EXECUTABLE))) {
        return true;
      }
    }
    return false;
  }

  public static RedisServer start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path folder = Files.createTempDirectory("redis");
    Process process =
        new ProcessBuilder(
                EXECUTABLE,
                "--port " + port,
                "--bind 127.0.0.1",
                "--save \"\"",
                "--appendonly no",
                "--notify-keyspace-events KEAn",
                "--proto-max-bulk-len " + STRING_BYTES_MAX,
                "--dir " + folder)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Connection commands =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .ignoreExceptions()
            .until(() -> new Connection(port), connection -> true);
    Connection events = new Connection(port);
    events.call(CommandHarness.words("PSUBSCRIBE __keyevent@*"));
    return new RedisServer(process, commands, events);
  }

  /** The reply as text: see {@link ReplyText}. */
  public String text(List<Bytes> words) {
    return commands.call(words);
  }

  public String text(String line) {
    return text(CommandHarness.words(line));
  }

  /** The keyspace events since this was last called. */
  public List<String> drainEvents() {
    List<String> drained = new ArrayList<>();
    String answer = events.call(CommandHarness.words("PING"));
    while (!answer.startsWith("[\"pong\"")) {
      String[] parts = answer.substring(1, answer.length() - 1).split(", ", 4);
      String channel = parts[2].replace("\"", "");
      String database = channel.substring(channel.indexOf('@') + 1, channel.indexOf("__:"));
      String event = channel.substring(channel.indexOf("__:") + 3);
      drained.add(database + ":" + event + ":" + parts[3].substring(1, parts[3].length() - 1));
      answer = events.read();
    }
    return drained;
  }

  @Override
  public void close() {
    commands.close();
    events.close();
    process.destroy();
  }

  private static final class Connection {
    private final Socket socket;
    private final InputStream in;

    Connection(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }

    String call(List<Bytes> words) {
      try {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("*" + words.size() + "\r\n"));
        for (Bytes word : words) {
          out.writeBytes(ascii("$" + word.length() + "\r\n"));
          out.writeBytes(word.toArray());
          out.writeBytes(ascii("\r\n"));
        }
        socket.getOutputStream().write(out.toByteArray());
        return read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String read() {
      try {
        return readReply();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private String readReply() throws IOException {
      String line = readLine();
      String rest = line.substring(1);
      return switch (line.charAt(0)) {
        case '+' -> rest;
        case '-' -> "(error) " + rest;
        case ':' -> "(integer) " + rest;
        case '$' -> readBulk(Integer.parseInt(rest));
        case '*' -> readArray(Integer.parseInt(rest));
        default -> throw new IOException("not a reply: " + line);
      };
    }

    private String readBulk(int length) throws IOException {
      if (length < 0) {
        return "(nil)";
      }
      byte[] bytes = in.readNBytes(length);
      in.readNBytes(2);
      return ReplyText.quoted(Bytes.wrap(bytes));
    }

    private String readArray(int length) throws IOException {
      if (length < 0) {
        return "(nil array)";
      }
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        elements.add(readReply());
      }
      return ReplyText.list(elements);
    }

    private String readLine() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\r'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("redis-server closed the connection");
        }
        line.append((char) c);
      }
      in.read();
      return line.toString();
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
