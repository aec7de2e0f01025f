import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection that speaks RESP2 and nothing more, so that a load costs little beside the servers. */
final class RespConnection implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** However many: a batch goes out when its time begins to count, and no part of it before. */
  private final ByteArrayOutputStream requests = new ByteArrayOutputStream(1 << 16);

  private RespConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = socket.getOutputStream();
  }

  /** What a server answers that it did not do. */
  static final class ErrorReply extends IOException {
    ErrorReply(String message) {
      super(message);
    }
  }

  /**
   * Connects.
   *
   * @param address {@code host:port}
   * @param timeoutMs of the connect and of each read; 0 for none
   */
  static RespConnection to(String address, int timeoutMs) throws IOException {
    int colon = address.lastIndexOf(':');
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeoutMs);
      socket.connect(
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
          timeoutMs);
      return new RespConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Adds a request, which goes out with the next {@link #read}. */
  void send(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    requests.writeBytes(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** The next reply: a text, a list of replies, or null. Throws an error reply. */
  Object read() throws IOException {
    if (requests.size() > 0) {
      requests.writeTo(out);
      requests.reset();
    }
    return reply();
  }

  Object call(String... words) throws IOException {
    send(words);
    return read();
  }

  private Object reply() throws IOException {
    int type = in.read();
    String head = line();
    switch (type) {
      case -1 -> throw new IOException("closed");
      case '-' -> throw new ErrorReply(head);
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
          children.add(reply());
        }
        return children;
      }
      default -> {
        return head;
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n' && b >= 0; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
