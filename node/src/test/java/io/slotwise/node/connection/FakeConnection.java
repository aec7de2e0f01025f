package io.slotwise.node.connection;

import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A connection without a socket: remembers what was pushed and whether it was closed. */
public class FakeConnection implements Connection {

  private final long id;
  private final List<Reply> pushed = new ArrayList<>();
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
  public int loopIndex() {
    return 0;
  }

  @Override
  public void execute(Runnable code) {
    code.run();
  }

  @Override
  public void later(Runnable code) {
    code.run();
  }

  @Override
  public boolean isOnLoop() {
    return true;
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
