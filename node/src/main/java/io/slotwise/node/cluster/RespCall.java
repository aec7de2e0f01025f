package io.slotwise.node.cluster;

import io.slotwise.protocol.Errors;
import io.slotwise.protocol.tls.Tls;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLException;

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

  /** The two sides cannot agree on TLS, now or later. */
  public static final class TlsException extends IOException {
    private static final long serialVersionUID = 1L;

    TlsException(String message, Throwable cause) {
      super(message, cause);
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
   * @param tls to be spoken, or null
   * @throws TlsException when one side speaks it and the other does not, or one does not believe
   *     the other
   */
  public static RespCall open(String host, int port, String password, Tls tls) throws IOException {
    return open(new InetSocketAddress(host, port), password, tls, TIMEOUT_MS);
  }

  /** The same for an answer that is not worth a long wait. */
  static RespCall open(InetSocketAddress address, String password, Tls tls, int timeoutMs)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, Math.min(timeoutMs, CONNECT_TIMEOUT_MS));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeoutMs);
      RespCall call = new RespCall(tls == null ? socket : secured(socket, address, tls));
      if (!password.isEmpty()) {
        call.ask(List.of("AUTH", password));
      }
      return call;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket secured(Socket socket, InetSocketAddress address, Tls tls)
      throws IOException {
    try {
      return tls.over(socket, address.getHostString(), address.getPort());
    } catch (SSLException e) {
      throw explained(e);
    }
  }

  /** A side that has gone away in the middle may be there later; what TLS says itself will stay. */
  private static IOException explained(SSLException e) {
    if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
      return e;
    }
    return String.valueOf(e.getMessage()).startsWith("Unsupported or unrecognized SSL message")
        ? new TlsException("the other side speaks no TLS, and this one does", e)
        : new TlsException(
            "they do not believe each other's certificates, or have no protocol in common: "
                + e.getMessage(),
            e);
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws RefusedException when that is an error
   * @throws TlsException when the other side wants TLS
   */
  public String ask(List<String> words) throws IOException {
    try {
      send(words);
      return answer();
    } catch (SSLException e) {
      throw explained(e);
    }
  }

  private void send(List<String> words) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(ascii("*" + words.size() + "\r\n"));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      request.writeBytes(ascii("$" + bytes.length + "\r\n"));
      request.writeBytes(bytes);
      request.writeBytes(ascii("\r\n"));
    }
    socket.getOutputStream().write(request.toByteArray());
  }

  private String answer() throws IOException {
    String line = line();
    if (line.equals("-" + Errors.SPEAKS_TLS)) {
      throw new TlsException("the other side speaks TLS, and this one does not", null);
    }
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
