package io.slotwise.node.migration;

import static io.slotwise.node.migration.TargetFailure.Doing.CONNECTING;
import static io.slotwise.node.migration.TargetFailure.Doing.READING;
import static io.slotwise.node.migration.TargetFailure.Doing.WRITING;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.ReplyEncoder;
import io.slotwise.protocol.tls.Tls;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A connection to the server that keys go to. Its thread waits; each write and each reply may take
 * as long as the time-out says.
 */
final class TargetConnection implements AutoCloseable {

  private static final int CHUNK_BYTES = 64 * 1024;

  /** What is sent is answered with a status or an error. */
  private static final int LINE_BYTES_MAX = 64 * 1024;

  private final ReplyEncoder encoder = new ReplyEncoder();
  private final ReplyEncoder.Spill toSocket = new ToSocket();
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final int timeoutMs;
  private final ScheduledExecutorService timer;

  private TargetConnection(Socket socket, int timeoutMs, ScheduledExecutorService timer)
      throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    this.timeoutMs = timeoutMs;
    this.timer = timer;
  }

  /**
   * @param tls to be spoken, or null
   * @param timer ends writes that take too long
   */
  static TargetConnection open(MigrateOptions options, Tls tls, ScheduledExecutorService timer)
      throws TargetFailure {
    InetSocketAddress address = resolve(options);
    Socket socket = new Socket();
    try {
      socket.connect(address, options.timeoutMs());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(options.timeoutMs());
      Socket ready = tls == null ? socket : tls.over(socket, options.host(), options.port());
      return new TargetConnection(ready, options.timeoutMs(), timer);
    } catch (SocketTimeoutException e) {
      drop(socket);
      throw new TargetFailure(CONNECTING, e);
    } catch (IOException e) {
      drop(socket);
      // Redis connects in the background, so that it learns of a refusal when it writes.
      throw new TargetFailure(WRITING, e);
    }
  }

  private static InetSocketAddress resolve(MigrateOptions options) throws TargetFailure {
    if (!options.host().isEmpty() && options.port() >= 0) {
      InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
      if (!address.isUnresolved()) {
        return address;
      }
    }
    throw new TargetFailure(CONNECTING, null);
  }

  /** Sends a request, or keeps it for {@link #flush()} when it is small. */
  void send(List<Bytes> words) throws TargetFailure {
    Reply request = new Reply.Array(words.stream().<Reply>map(Reply.Bulk::new).toList());
    try {
      // A request is an array of bulk strings, just as a reply can be.
      encoder.encode(request, 2, 0, toSocket);
    } catch (UncheckedIOException e) {
      throw new TargetFailure(WRITING, e);
    }
  }

  void flush() throws TargetFailure {
    try {
      write(encoder.array(), 0, encoder.length());
      encoder.truncate(0);
    } catch (UncheckedIOException e) {
      throw new TargetFailure(WRITING, e);
    }
  }

  private void write(byte[] array, int from, int to) {
    try {
      for (int at = from; at < to; at += CHUNK_BYTES) {
        // A socket has no time-out of its own for writes: closing it is what ends one.
        Future<?> end = timer.schedule(this::close, timeoutMs, TimeUnit.MILLISECONDS);
        out.write(array, at, Math.min(CHUNK_BYTES, to - at));
        end.cancel(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next reply with its first character, {@code +OK} or {@code -ERR ...}. */
  String readReply() throws TargetFailure {
    StringBuilder line = new StringBuilder();
    try {
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0 || line.length() == LINE_BYTES_MAX) {
          throw new EOFException("no whole line");
        }
        if (b != '\r') {
          line.append((char) b);
        }
      }
    } catch (IOException e) {
      throw new TargetFailure(READING, e);
    }
    return line.toString();
  }

  @Override
  public void close() {
    drop(socket);
  }

  private static void drop(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no more use either way.
    }
  }

  /** Takes what would make the encoder's array large. */
  private final class ToSocket implements ReplyEncoder.Spill {

    @Override
    public void bytes(byte[] array, int from, int to) {
      write(array, from, to);
    }

    @Override
    public void large(Bytes bytes) {
      write(bytes.array(), bytes.offset(), bytes.offset() + bytes.length());
    }
  }
}
