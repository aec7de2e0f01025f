package io.slotwise.node.connection;

import io.slotwise.protocol.stream.Connection;
import java.util.Collection;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Every client that is connected, by id. Usable from any thread. */
public final class ClientRegistry {

  private final ConcurrentSkipListMap<Long, ClientSession> sessions = new ConcurrentSkipListMap<>();
  private final AtomicLong everConnected = new AtomicLong();
  private final ConnectionSettings settings;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime the monotonic clock that {@link Connection#lastReadNanos()} is read from
   */
  public ClientRegistry(ConnectionSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  /** Makes and enters the session of a new connection. */
  public ClientSession open(Connection connection) {
    boolean needsNoPassword = settings.requirepass().isEmpty();
    ClientSession session = new ClientSession(connection, needsNoPassword, nanoTime.getAsLong());
    sessions.put(session.id(), session);
    everConnected.incrementAndGet();
    return session;
  }

  /** Forgets a session whose connection is gone. */
  public void remove(ClientSession session) {
    sessions.remove(session.id());
  }

  /** The client with that id, or null. */
  public ClientSession find(long id) {
    return sessions.get(id);
  }

  /** A live view in ascending order of ids. */
  public Collection<ClientSession> all() {
    return sessions.values();
  }

  public int count() {
    return sessions.size();
  }

  /** How many have connected since the start, those included that have left. */
  public long everConnectedCount() {
    return everConnected.get();
  }

  /** The monotonic clock that ages are reckoned by. */
  public long nowNanos() {
    return nanoTime.getAsLong();
  }
}
