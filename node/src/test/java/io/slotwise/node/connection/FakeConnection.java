package io.slotwise.node.connection;

import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A connection without a socket: remembers what was pushed and whether it was closed. The thread
 * that makes it is its event loop; what other threads give it waits until that thread asks for it.
 */
public class FakeConnection implements Connection {

  private static final long POSTED_WAIT_MAX_S = 20;

  private final long id;
  private final List<Reply> pushed = new ArrayList<>();
  private final Thread loop = Thread.currentThread();
  private final BlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
  private volatile boolean loopStopped;
  private int respVersion = 2;
  private boolean open = true;
  private long lastReadNanos;
  private InetAddress remoteHost = InetAddress.getLoopbackAddress();

  public FakeConnection(long id) {
    this.id = id;
  }

  public List<Reply> pushed() {
    return pushed;
  }

  public void setRemoteHost(InetAddress host) {
    this.remoteHost = host;
  }

  public void setLastReadNanos(long nanos) {
    this.lastReadNanos = nanos;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public SocketAddress remoteAddress() {
    return new InetSocketAddress(remoteHost, 50_000 + (int) id);
  }

  @Override
  public SocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 6379);
  }

  @Override
  public int fileDescriptor() {
    return 7 + (int) id;
  }

  @Override
  public boolean isVerified() {
    return false;
  }

  @Override
  public int loopIndex() {
    return 0;
  }

  @Override
  public void execute(Runnable code) {
    if (Thread.currentThread() == loop) {
      code.run();
    } else if (loopStopped) {
      throw new RejectedExecutionException("the loop has stopped");
    } else {
      posted.add(code);
    }
  }

  /** Runs the next thing that another thread has given to this loop, waiting for it. */
  void runPosted() {
    try {
      Runnable code = posted.poll(POSTED_WAIT_MAX_S, TimeUnit.SECONDS);
      if (code == null) {
        throw new AssertionError("nothing came within " + POSTED_WAIT_MAX_S + " s");
      }
      code.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs what is there already. */
  void runAllPosted() {
    for (Runnable code = posted.poll(); code != null; code = posted.poll()) {
      code.run();
    }
  }

  /** From now on the loop takes nothing from other threads. */
  void stopLoop() {
    loopStopped = true;
  }

  @Override
  public void later(Runnable code) {
    posted.add(code);
  }

  @Override
  public boolean isOnLoop() {
    return Thread.currentThread() == loop;
  }

  @Override
  public int respVersion() {
    return respVersion;
  }

  @Override
  public void setRespVersion(int version) {
    this.respVersion = version;
  }

  @Override
  public void setPushesApart() {}

  @Override
  public void push(Reply reply) {
    pushed.add(reply);
  }

  @Override
  public void push(Reply reply, long dependsOn) {
    push(reply);
  }

  @Override
  public void setReading(boolean reading) {}

  @Override
  public void setClientClass(ClientClass clientClass) {}

  @Override
  public void setUnauthenticated(boolean on) {}

  @Override
  public void close() {
    open = false;
  }

  @Override
  public void closeOnceFlushed() {
    open = false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public long queryBufferBytes() {
    return 26;
  }

  @Override
  public boolean isOutputFull() {
    return false;
  }

  @Override
  public void whenOutputTaken(Runnable code) {
    code.run();
  }

  @Override
  public long outputBufferBytes() {
    return 0;
  }

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  public long bytesWritten() {
    return 0;
  }

  @Override
  public long lastReadNanos() {
    return lastReadNanos;
  }
}
