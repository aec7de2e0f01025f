package io.slotwise.protocol.stream;

import io.slotwise.protocol.Reply;
import java.net.SocketAddress;
import java.util.concurrent.Executor;

/**
 * One client's socket as the rest of the node sees it. {@link #execute}, {@link #later}, {@link
 * #isOnLoop}, {@link #close}, {@link #push} and the figures may be used from any thread, the rest
 * on the connection's event loop only.
 */
public interface Connection extends Executor {

  /** Unique for the life of the node, ascending from 1. */
  long id();

  SocketAddress remoteAddress();

  SocketAddress localAddress();

  /** The file descriptor where the transport knows it, else -1. */
  int fileDescriptor();

  /** Whether the other side has shown a certificate that this node believes: never without TLS. */
  boolean isVerified();

  /** Which event loop owns it, from 0. */
  int loopIndex();

  /** Runs code on the connection's event loop; at once when the caller is on it already. */
  @Override
  void execute(Runnable code);

  /**
   * Runs code on the connection's event loop when what runs there now is done, never at once.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the loop has stopped
   */
  void later(Runnable code);

  /** Whether the caller is on the connection's event loop. */
  boolean isOnLoop();

  /** 2 or 3; a change holds from the next reply on. */
  int respVersion();

  void setRespVersion(int version);

  /**
   * From now on what is pushed has RESP3's form whatever the version, so that who passes replies on
   * can tell it from them.
   */
  void setPushesApart();

  /**
   * Sends something that no request asked for (a monitored command, a published message), behind
   * the replies that have been written already. Dropped when the connection is closing; the
   * connection is closed when its output limit is passed.
   */
  void push(Reply reply);

  /**
   * The same for what tells of a change in the data: it leaves when the log is durable up to that
   * position. Only on the connection's event loop; 0 for no change.
   */
  void push(Reply reply, long dependsOn);

  /** Stops or resumes reading from the socket: CLIENT PAUSE and back-pressure. */
  void setReading(boolean reading);

  /** Which output-buffer limit holds for it. */
  void setClientClass(ClientClass clientClass);

  /**
   * While set, Redis's limits for clients that have yet to authenticate hold: requests of at most
   * 10 words of at most 16 KiB. A new connection has it unset.
   */
  void setUnauthenticated(boolean on);

  /** Whether the client leaves so many replies untaken that the rest of a batch had better wait. */
  boolean isOutputFull();

  /**
   * Has the code run on the event loop once the client has taken most of them, unless the
   * connection goes before.
   */
  void whenOutputTaken(Runnable code);

  /** Closes at once; {@link RequestHandler#closed()} follows. */
  void close();

  /** Closes once everything written so far has left; takes no more requests. */
  void closeOnceFlushed();

  boolean isOpen();

  /** Bytes read that are not yet a whole request. */
  long queryBufferBytes();

  /** Bytes of replies that the client has not taken yet. */
  long outputBufferBytes();

  long bytesRead();

  long bytesWritten();

  /** Monotonic clock at the last read from the client. */
  long lastReadNanos();

  /** Redis's classes of {@code client-output-buffer-limit}. */
  enum ClientClass {
    NORMAL,
    REPLICA,
    PUBSUB
  }
}
