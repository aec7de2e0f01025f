package io.slotwise.it.harness;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.tls.Tls;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A blocking RESP client that shows a reply exactly as it came. It knows nothing about commands and
 * never reconnects. Not thread-safe. A read that takes longer than the time-out throws: a hanging
 * server fails a test instead of stopping the build.
 */
public final class RawClient implements AutoCloseable {

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = socket.getOutputStream();
  }

  /** Connects to a port of this machine. Throws UncheckedIOException when nobody listens. */
  public static RawClient connect(int port) {
    return connect(TestHost.LOCAL.address(), port);
  }

  /** Connects to a port of a host. Throws UncheckedIOException when nobody listens. */
  public static RawClient connect(String host, int port) {
    return connect(host, port, null);
  }

  /** The same with TLS, or without where that is null. */
  public static RawClient connect(String host, int port, Tls tls) {
    try {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), 5_000);
      socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
      return new RawClient(tls == null ? socket : tls.over(socket, host, port));
    } catch (IOException e) {
      throw new UncheckedIOException("connect to " + host + ":" + port, e);
    }
  }

  /** How long a read waits from now on. */
  public void readTimeout(Duration timeout) {
    try {
      socket.setSoTimeout((int) timeout.toMillis());
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request and reads its reply. */
  public RawReply call(String... words) {
    send(words);
    return read();
  }

  /** Sends a request and reads its reply. */
  public RawReply call(List<Bytes> words) {
    send(words);
    return read();
  }

  public void send(String... words) {
    send(Arrays.stream(words).map(Bytes::of).toList());
  }

  public void send(List<Bytes> words) {
    sendRaw(encode(words));
  }

  /** The request as an array of bulks, the form that clients send. */
  public static byte[] encode(List<Bytes> words) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(ascii("*" + words.size() + "\r\n"));
    for (Bytes word : words) {
      request.writeBytes(ascii("$" + word.length() + "\r\n"));
      request.write(word.array(), word.offset(), word.length());
      request.writeBytes(ascii("\r\n"));
    }
    return request.toByteArray();
  }

  /** Sends bytes as they are. */
  public void sendRaw(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends our half of the connection: the server reads an end of input. */
  public void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The next reply, or {@link RawReply#closed()}. Throws UncheckedIOException when none comes in
   * time.
   */
  public RawReply read() {
    try {
      return readReply();
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException("no reply within " + READ_TIMEOUT, e);
    } catch (SocketException e) {
      // A reset is an end of the connection like any other.
      return RawReply.closed();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything up to the end of the connection, be it an orderly one or a reset. */
  public byte[] readToEnd() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] chunk = new byte[1 << 16];
    try {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        all.write(chunk, 0, count);
      }
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException("no end within " + READ_TIMEOUT, e);
    } catch (SocketException reset) {
      // What came before it counts.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  /** Exactly this many bytes. */
  public byte[] readBytes(int count) {
    try {
      return in.readNBytes(count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether bytes of a reply are there already or arrive within the time given. */
  public boolean hasReplyWithin(Duration wait) {
    try {
      in.mark(1);
      socket.setSoTimeout((int) Math.max(1, wait.toMillis()));
      int next = in.read();
      in.reset();
      return next >= 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      readTimeout(READ_TIMEOUT);
    }
  }

  private RawReply readReply() throws IOException {
    int type = in.read();
    if (type < 0) {
      return RawReply.closed();
    }
    Bytes head = line();
    return switch ((char) type) {
      case '$', '=', '!' -> blob((char) type, head);
      case '*', '~', '>' -> aggregate((char) type, head, 1);
      case '%', '|' -> aggregate((char) type, head, 2);
      case '+', '-', ':', '_', '#', ',', '(' -> RawReply.line((char) type, head);
      default -> throw new IOException("not a reply: " + (char) type + head);
    };
  }

  private Bytes line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next != '\r') {
      if (next < 0) {
        throw new SocketException("end within a reply");
      }
      line.write(next);
      next = in.read();
    }
    if (in.read() != '\n') {
      throw new IOException("CR without LF in a reply");
    }
    return Bytes.wrap(line.toByteArray());
  }

  private RawReply blob(char type, Bytes head) throws IOException {
    int length = Integer.parseInt(head.latin1());
    if (length < 0) {
      return RawReply.line(type, head);
    }
    byte[] body = in.readNBytes(length + 2);
    if (body.length < length + 2) {
      throw new SocketException("end within a reply");
    }
    if (body[length] != '\r' || body[length + 1] != '\n') {
      throw new IOException("bulk longer than its length says");
    }
    return new RawReply(type, head, Bytes.wrap(body, 0, length), List.of());
  }

  private RawReply aggregate(char type, Bytes head, int perEntry) throws IOException {
    int count = Integer.parseInt(head.latin1()) * perEntry;
    List<RawReply> children = new ArrayList<>(Math.max(0, count));
    for (int i = 0; i < count; i++) {
      children.add(readReply());
    }
    return new RawReply(type, head, Bytes.EMPTY, List.copyOf(children));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
