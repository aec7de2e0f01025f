package io.slotwise.node.connection;

import io.slotwise.node.tracking.ClientTracking;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.ReplyWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Answers the requests of one connection's batches, and does what every request that has run has in
 * common: statistics, slow log, MONITOR. Used on the connection's event loop only.
 */
final class Answers {

  private static final Reply QUEUED = new Reply.Status("QUEUED");

  /** How often a batch that waits for room looks. */
  private static final long ROOM_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ExecutionServices services;
  private final ClientSession session;
  private ReplyWriter replies;
  private boolean wrote;
  private boolean sent;

  Answers(ExecutionServices services, ClientSession session) {
    this.services = services;
    this.session = session;
  }

  /** A new batch, with the place where its replies go. */
  void begin(ReplyWriter writer) {
    replies = writer;
    wrote = false;
    sent = false;
  }

  /** A request may not run. */
  void refuse(Reply.Error refusal) {
    services.catalog().countError(refusal);
    if (session.takesReply()) {
      replies.write(refusal);
    }
  }

  /** A request has run. */
  void answer(CatalogEntry ran, Args args, Reply reply, long dependsOn, long durationNanos) {
    write(ran, args, reply, dependsOn, durationNanos);
    // Behind the reply, so that a client that watches itself gets them in Redis's order.
    show(ran, args);
  }

  /** Another node has run a request: its reply is passed on as it is. */
  void passOn(CatalogEntry ran, Args args, Bytes encoded, long durationNanos) {
    boolean failed = encoded.at(0) == '-';
    ran.stats().record(session.connection().loopIndex(), durationNanos, failed);
    if (failed) {
      String line = encoded.slice(1, encoded.length()).latin1().strip();
      services.catalog().countError(Errors.ofLine(line));
    }
    services.observer().ran(session, ran, args, durationNanos);
    if (session.takesReply()) {
      replies.writeEncoded(encoded);
    }
    replied(ran);
    show(ran, args);
  }

  /** A request is to wait for EXEC. */
  void queue(CatalogEntry command, Args args) {
    Reply.Error refusal = session.transaction().queue(command, args);
    if (refusal != null) {
      refuse(refusal);
    } else if (session.takesReply()) {
      replies.write(QUEUED);
    }
  }

  /** A request has run as a part of a transaction, whose reply holds its own. */
  void ranInTransaction(CatalogEntry ran, Args args, Reply reply, long durationNanos) {
    count(ran, args, reply, durationNanos);
    show(ran, args);
  }

  /** A script has run, whose reply is still to be written, with the commands that it called. */
  void ranScript(Args script, CallTally tally) {
    tally
        .counts()
        .forEach(
            (called, count) -> {
              called
                  .stats()
                  .record(
                      session.connection().loopIndex(), count.calls, count.nanos, count.failures);
              wrote |= called.isWrite();
              sent |= called.mayReplicate();
            });
    for (CallTally.Called announcement : tally.announcements()) {
      OtherHandlers.onConnection(session, announcement.command(), announcement.args());
    }
    if (services.monitors().isWatched()) {
      services.monitors().showScript(session, script, tally.shown());
    }
  }

  /** A request has begun to wait; what was answered before it leaves now. */
  void waits(Waiter waiter) {
    show(waiter.command(), waiter.args());
    replies.flush();
  }

  /** A request that has waited is answered. */
  void answerWaiter(Waiter waiter) {
    write(waiter.command(), waiter.args(), waiter.reply(), waiter.dependsOn(), 0);
  }

  private void show(CatalogEntry ran, Args args) {
    if (services.monitors().isWatched()) {
      services.monitors().show(session, ran, args);
    }
  }

  private void write(CatalogEntry ran, Args args, Reply reply, long dependsOn, long durationNanos) {
    count(ran, args, reply, durationNanos);
    if (dependsOn > 0) {
      replies.dependsOn(dependsOn);
    }
    if (session.takesReply()) {
      replies.write(reply);
    }
    replied(ran);
  }

  private void replied(CatalogEntry ran) {
    ClientTracking tracking = session.tracking();
    tracking.replied();
    if (tracking.isCachingChosen() && !ran.isAboutClient() && !session.transaction().isOpen()) {
      tracking.endCaching();
    }
  }

  private void count(CatalogEntry ran, Args args, Reply reply, long durationNanos) {
    boolean failed = reply instanceof Reply.Error;
    ran.stats().record(session.connection().loopIndex(), durationNanos, failed);
    if (failed) {
      services.catalog().countError((Reply.Error) reply);
    }
    wrote |= ran.isWrite();
    sent |= ran.mayReplicate();
    services.observer().ran(session, ran, args, durationNanos);
  }

  void flush() {
    replies.flush();
  }

  /**
   * All requests of the batch are answered. Where writers are slowed down, the next batch comes a
   * little later, or when there is room again.
   *
   * @param onLoop runs code on the connection's event loop
   */
  void finish(PipelineStats stats, Consumer<Runnable> onLoop) {
    if (session.isClosing()) {
      replies.closeAfterwards();
    }
    ReplyWriter ended = replies;
    long delayNanos = delayNanos();
    if (delayNanos == 0) {
      ended.finished();
      return;
    }
    stats.throttledBatches.add(1);
    boolean awaitsRoom = wrote;
    services
        .timer()
        .schedule(
            () -> finishWithRoom(ended, awaitsRoom, onLoop), delayNanos, TimeUnit.NANOSECONDS);
  }

  private void finishWithRoom(ReplyWriter ended, boolean awaitsRoom, Consumer<Runnable> onLoop) {
    if (awaitsRoom && services.store().isFull()) {
      services
          .timer()
          .schedule(
              () -> finishWithRoom(ended, true, onLoop), ROOM_LOOK_NANOS, TimeUnit.NANOSECONDS);
    } else {
      onLoop.accept(ended::finished);
    }
  }

  private long delayNanos() {
    long delayNanos = wrote ? services.store().delayNanosForWriters() : 0;
    return sent ? Math.max(delayNanos, delayNanosForSenders()) : delayNanos;
  }

  private long delayNanosForSenders() {
    return Math.max(
        services.mails().delayNanosForSenders(), services.others().peers().delayNanosForSenders());
  }
}
