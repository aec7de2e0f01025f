package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Waiting;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A client's request that waits for a key. It ends once: served by who wrote a key, when its time
 * is up, by CLIENT UNBLOCK, or with its connection. Whoever {@link #claim()}s it decides how.
 */
final class Waiter implements Blockade {

  private final WaitingClients registry;
  private final ClientSession client;
  private final CatalogEntry command;
  private final Args args;
  private final int database;
  private final Waiting waiting;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Its place in line: who has blocked earlier has the smaller number. */
  private long number;

  private volatile Future<?> timeout;
  private long dependsOn;
  private volatile Reply reply;

  Waiter(
      WaitingClients registry,
      ClientSession client,
      CatalogEntry command,
      Args args,
      Waiting waiting) {
    this.registry = registry;
    this.client = client;
    this.command = command;
    this.args = args;
    this.database = client.database();
    this.waiting = waiting;
  }

  void enter(long placeInLine) {
    number = placeInLine;
  }

  long number() {
    return number;
  }

  /** To be called off when it ends earlier. */
  void setTimeout(Future<?> task) {
    timeout = task;
    if (ended.get()) {
      task.cancel(false);
    }
  }

  ClientSession client() {
    return client;
  }

  CatalogEntry command() {
    return command;
  }

  Args args() {
    return args;
  }

  int database() {
    return database;
  }

  Waiting waiting() {
    return waiting;
  }

  /** Whether somebody could still serve it: a client that has gone is not to be given anything. */
  boolean isWaiting() {
    return !ended.get() && client.connection().isOpen();
  }

  /** The right to end it, once. */
  boolean claim() {
    return ended.compareAndSet(false, true);
  }

  /** To be called by who has claimed it. */
  void finish(Reply with, long logPosition) {
    forget();
    dependsOn = logPosition;
    reply = with;
    try {
      // Never at once: whoever serves it holds a turn, and may be on this very event loop.
      client.connection().later(() -> client.woken(this));
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and the client with it.
    }
  }

  private void forget() {
    registry.remove(this);
    Future<?> task = timeout;
    if (task != null) {
      task.cancel(false);
    }
  }

  /** The connection has gone. */
  void abandon() {
    if (claim()) {
      forget();
    }
  }

  @Override
  public boolean endByTimeout() {
    return end(waiting.onTimeout());
  }

  @Override
  public boolean endWithError() {
    return end(UNBLOCKED);
  }

  /** Ends it with an error of the caller's. */
  void endWith(Reply.Error error) {
    end(error);
  }

  private boolean end(Reply with) {
    if (!claim()) {
      return false;
    }
    finish(with, 0);
    return true;
  }

  /** The reply, once it has ended with one. */
  Reply reply() {
    return reply;
  }

  /** The log position that the reply depends on. */
  long dependsOn() {
    return dependsOn;
  }
}
