package io.slotwise.protocol.net;

import io.slotwise.protocol.DataHeap;
import io.slotwise.protocol.resp.RequestLimits;
import io.slotwise.protocol.stream.Connection.ClientClass;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What clients may use, with Redis's names and defaults. Any thread may change it at any time; a
 * change holds from the next look at it, for connections that are open too unless said otherwise.
 */
public final class NetworkLimits implements RequestLimits {

  private static final long MIB = 1024 * 1024;

  /**
   * What share of the {@link DataHeap} all requests that are read and executed may take: 1 / this.
   */
  private static final long INPUT_PART = 16;

  private volatile int maxClients = 10_000;
  private volatile int timeoutSeconds;
  private volatile int tcpKeepAliveSeconds = 300;
  private volatile long protoMaxBulkLenBytes = 512 * MIB;
  private volatile long queryBufferLimitBytes = 1024 * MIB;
  private volatile int requestsInFlightMax = 1024;
  private final InputRoom inputRoom;
  private final AtomicReferenceArray<OutputLimit> outputLimits =
      new AtomicReferenceArray<>(ClientClass.values().length);

  /** Limits for servers that have the heap of this process. */
  public NetworkLimits() {
    inputRoom = new InputRoom(DataHeap.bytes() / INPUT_PART);
    setOutputLimit(ClientClass.NORMAL, OutputLimit.NONE);
    setOutputLimit(ClientClass.REPLICA, new OutputLimit(256 * MIB, 64 * MIB, 60));
    setOutputLimit(ClientClass.PUBSUB, new OutputLimit(32 * MIB, 8 * MIB, 60));
  }

  /** {@code maxclients}: connections beyond it are refused. */
  public int maxClients() {
    return maxClients;
  }

  public void setMaxClients(int count) {
    maxClients = count;
  }

  /** {@code timeout}: a client that says nothing for longer is closed. 0: never. */
  public int timeoutSeconds() {
    return timeoutSeconds;
  }

  public void setTimeoutSeconds(int seconds) {
    timeoutSeconds = seconds;
  }

  /** {@code tcp-keepalive}, for connections opened from now on. 0: off. */
  public int tcpKeepAliveSeconds() {
    return tcpKeepAliveSeconds;
  }

  public void setTcpKeepAliveSeconds(int seconds) {
    tcpKeepAliveSeconds = seconds;
  }

  @Override
  public long protoMaxBulkLenBytes() {
    return protoMaxBulkLenBytes;
  }

  public void setProtoMaxBulkLenBytes(long bytes) {
    protoMaxBulkLenBytes = bytes;
  }

  @Override
  public long queryBufferLimitBytes() {
    return queryBufferLimitBytes;
  }

  public void setQueryBufferLimitBytes(long bytes) {
    queryBufferLimitBytes = bytes;
  }

  @Override
  public long requestBytesMax() {
    return DataHeap.bytesPerRequestMax();
  }

  /** What requests of all clients may take, shared by all servers with these limits. */
  InputRoom inputRoom() {
    return inputRoom;
  }

  /**
   * Requests of one connection that may be under way at once; more wait unread, none is dropped.
   */
  public int requestsInFlightMax() {
    return requestsInFlightMax;
  }

  /**
   * @param count at least 1
   */
  public void setRequestsInFlightMax(int count) {
    requestsInFlightMax = count;
  }

  public OutputLimit outputLimit(ClientClass clientClass) {
    return outputLimits.get(clientClass.ordinal());
  }

  public void setOutputLimit(ClientClass clientClass, OutputLimit limit) {
    outputLimits.set(clientClass.ordinal(), limit);
  }
}
