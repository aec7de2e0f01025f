package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * MONITOR: shows every request that ran to the clients that asked for it. With nobody watching it
 * costs one look at a list.
 */
public final class MonitorFeed {

  private final List<ClientSession> watchers = new CopyOnWriteArrayList<>();
  private final InstantSource clock;

  public MonitorFeed(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether anybody watches: ask before {@link #show}. */
  public boolean isWatched() {
    return !watchers.isEmpty();
  }

  /**
   * Shows a request that has just run, once its reply is written. Administrative commands and
   * secrets are left out.
   */
  public void show(ClientSession session, CatalogEntry command, Args args) {
    if (command.isMonitored()) {
      show(line(session.database(), session.clientAddress(), session.shownArgs(args)));
    }
  }

  /** Shows the request of a script, and then what the script has called. */
  void showScript(ClientSession session, Args args, List<CallTally.Called> calls) {
    show(line(session.database(), session.clientAddress(), args));
    for (CallTally.Called call : calls) {
      if (call.command().isMonitored()) {
        show(line(call.database(), "lua", call.args()));
      }
    }
  }

  private void show(String text) {
    Reply line = new Reply.Status(text);
    for (ClientSession watcher : watchers) {
      watcher.connection().push(line);
    }
  }

  /** Makes the client a watcher; its own MONITOR is not shown to it. */
  public void add(ClientSession session) {
    if (!session.isMonitor()) {
      session.setMonitor(true);
      watchers.add(session);
    }
  }

  /** The client watches no longer, or has gone. */
  public void remove(ClientSession session) {
    if (session.isMonitor()) {
      session.setMonitor(false);
      watchers.remove(session);
    }
  }

  private String line(int database, String client, Args args) {
    Instant now = clock.instant();
    StringBuilder line = new StringBuilder();
    line.append(now.getEpochSecond()).append('.');
    String micros = Integer.toString(now.getNano() / 1_000);
    line.append("0".repeat(6 - micros.length())).append(micros);
    line.append(" [").append(database).append(' ').append(client).append(']');
    for (int i = 0; i < args.count(); i++) {
      QuotedText.append(line.append(' '), args.get(i));
    }
    return line.toString();
  }
}
