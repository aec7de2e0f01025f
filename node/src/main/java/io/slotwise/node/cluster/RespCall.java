package io.slotwise.node.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One node's question to another before it has a place in the cluster, and the command line's:
 * requests over a socket whose answers are a line or a bulk string. Its thread waits.
 */
public final class RespCall implements AutoCloseable {

  private static final int TIMEOUT_MS = 30_000;
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  private final Socket socket;
  private final InputStream in;

  /** The other side answered with an error: its line without the minus sign. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String line) {
      super(line);
    }
  }

  private RespCall(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Connects.
   *
   * @param password for AUTH; empty for none
   */
  public static RespCall open(String host, int port, String password) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MS);
      RespCall call = new RespCall(socket);
      if (!password.isEmpty()) {
        call.ask(List.of("AUTH", password));
      }
      return call;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws RefusedException when that is an error
   */
  public String ask(List<String> words) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(ascii("*" + words.size() + "\r\n"));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      request.writeBytes(ascii("$" + bytes.length + "\r\n"));
      request.writeBytes(bytes);
      request.writeBytes(ascii("\r\n"));
    }
    socket.getOutputStream().write(request.toByteArray());
    return answer();
  }

  private String answer() throws IOException {
    String line = line();
    if (line.isEmpty()) {
      throw new IOException("is no node of a cluster");
    }
    if (line.startsWith("-")) {
      throw new RefusedException(line.substring(1));
    }
    if (!line.startsWith("$")) {
      return line.substring(1);
    }
    int length = Integer.parseInt(line.substring(1));
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the other side closed the connection");
    }
    line();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the other side closed the connection");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
