package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Handler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The commands that one run of a script has called: counted, and kept one by one where somebody
 * wants to see them.
 */
final class CallTally extends WrappedScope {

  /** One call. */
  record Called(CatalogEntry command, int database, Args args) {}

  /** Calls of one command. */
  static final class Count {
    long calls;
    long failures;
    long nanos;
  }

  private final ScriptWatch watch;
  private final boolean isMonitored;
  private final Map<CatalogEntry, Count> counts = new HashMap<>();
  private final List<Called> shown = new ArrayList<>(0);
  private final List<Called> announcements = new ArrayList<>(0);

  /**
   * @param isMonitored whether somebody wants to see every call
   */
  CallTally(TransactionScope inside, ScriptWatch watch, boolean isMonitored) {
    super(inside);
    this.watch = watch;
    this.isMonitored = isMonitored;
  }

  @Override
  public Reply run(CatalogEntry command, Args args) {
    watch.calls();
    long startNanos = System.nanoTime();
    Reply reply = execute(command, args);
    if (isMonitored) {
      shown.add(new Called(command, session().database(), args));
    }
    Count count = counts.computeIfAbsent(command, any -> new Count());
    count.nanos += System.nanoTime() - startNanos;
    count.calls++;
    if (reply instanceof Reply.Error) {
      count.failures++;
    }
    return reply;
  }

  private Reply execute(CatalogEntry command, Args args) {
    if (!(command.def().handler() instanceof Handler.Announcing announcing)) {
      return inside().run(command, args);
    }
    announcements.add(new Called(command, session().database(), args));
    return announcing.foresee(session(), args);
  }

  Map<CatalogEntry, Count> counts() {
    return counts;
  }

  /** What the script wrote is taken back: nobody is to hear of it. */
  void forgetAnnouncements() {
    announcements.clear();
  }

  /** What is to be told to others now that the script's writes are real. */
  List<Called> announcements() {
    return announcements;
  }

  List<Called> shown() {
    return shown;
  }
}
