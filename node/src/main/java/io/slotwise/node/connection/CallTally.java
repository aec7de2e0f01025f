package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The commands that one run of a script has called: counted, and kept one by one where somebody
 * wants to see them.
 */
final class CallTally implements TransactionScope {

  /** A call that MONITOR shows. */
  record Shown(CatalogEntry command, int database, Args args) {}

  /** Calls of one command. */
  static final class Count {
    long calls;
    long failures;
    long nanos;
  }

  private final TransactionScope inside;
  private final ScriptWatch watch;
  private final boolean isMonitored;
  private final Map<CatalogEntry, Count> counts = new HashMap<>();
  private final List<Shown> shown = new ArrayList<>(0);

  /**
   * @param isMonitored whether somebody wants to see every call
   */
  CallTally(TransactionScope inside, ScriptWatch watch, boolean isMonitored) {
    this.inside = inside;
    this.watch = watch;
    this.isMonitored = isMonitored;
  }

  @Override
  public Reply run(CatalogEntry command, Args args) {
    watch.calls();
    if (isMonitored) {
      shown.add(new Shown(command, session().database(), args));
    }
    long startNanos = System.nanoTime();
    Reply reply = inside.run(command, args);
    Count count = counts.computeIfAbsent(command, any -> new Count());
    count.nanos += System.nanoTime() - startNanos;
    count.calls++;
    if (reply instanceof Reply.Error) {
      count.failures++;
    }
    return reply;
  }

  @Override
  public Runnable savepoint() {
    return inside.savepoint();
  }

  @Override
  public boolean mayTakeTime() {
    return inside.mayTakeTime();
  }

  @Override
  public ClientSession session() {
    return inside.session();
  }

  Map<CatalogEntry, Count> counts() {
    return counts;
  }

  List<Shown> shown() {
    return shown;
  }
}
