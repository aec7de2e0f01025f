package io.slotwise.scripting;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A redis-server of the test's own; replies are the bytes on the wire, one char each. */
final class RedisProcess implements AutoCloseable {

  private static final String EXECUTABLE = "redis-server";

  private final Process process;
  private final Socket socket;
  private final InputStream in;

  private RedisProcess(Process process, Socket socket) throws IOException {
    this.process = process;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static boolean isInstalled() {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, EXECUTABLE))) {
        return true;
      }
    }
    return false;
  }

  static RedisProcess start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path folder = Files.createTempDirectory("redis");
    Process process =
        new ProcessBuilder(
                EXECUTABLE, "--port " + port, "--bind 127.0.0.1", "--save \"\"", "--dir " + folder)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Socket socket =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .ignoreExceptions()
            .until(() -> new Socket(InetAddress.getLoopbackAddress(), port), s -> true);
    socket.setTcpNoDelay(true);
    return new RedisProcess(process, socket);
  }

  /** Words as ISO 8859-1. */
  String call(String... words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(latin1("*" + words.length + "\r\n"));
    for (String word : words) {
      out.writeBytes(latin1("$" + word.length() + "\r\n" + word + "\r\n"));
    }
    socket.getOutputStream().write(out.toByteArray());
    return reply();
  }

  private String reply() throws IOException {
    String line = line();
    int count = "*$".indexOf(line.charAt(0)) < 0 ? 0 : Integer.parseInt(line.substring(1));
    StringBuilder text = new StringBuilder(line).append("\r\n");
    if (line.charAt(0) == '$' && count >= 0) {
      text.append(new String(in.readNBytes(count + 2), StandardCharsets.ISO_8859_1));
    } else if (line.charAt(0) == '*') {
      for (int i = 0; i < count; i++) {
        text.append(reply());
      }
    }
    return text.toString();
  }

  private String line() throws IOException {
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

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    process.destroy();
  }
}
