package io.slotwise.node.command;

import io.slotwise.node.connection.Blockade;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.replication.Copies;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's wait for copies of what it has written. Nobody tells of a copy, so they are counted
 * again and again, on the timer's thread and without waiting there.
 */
final class ReplicaWait implements Blockade {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaWait.class);

  /** At first; each time twice as long, up to the most. */
  private static final long LOOK_AGAIN_MS = 5;

  private static final long LOOK_AGAIN_MS_MAX = 100;

  /**
   * What is waited for.
   *
   * @param count how many there are: completes soon, once there may be one at all
   * @param mayGrow whether that can change
   */
  record Question(
      Supplier<CompletionStage<Copies>> count,
      boolean mayGrow,
      Predicate<Copies> enough,
      Function<Copies, Reply> reply) {}

  private final ClientSession client;
  private final ScheduledExecutorService timer;
  private final Question question;
  private final CompletableFuture<Reply> ended = new CompletableFuture<>();
  private volatile Copies last = new Copies(false, 0);
  private long lookAgainMs = LOOK_AGAIN_MS;

  ReplicaWait(ClientSession client, ScheduledExecutorService timer, Question question) {
    this.client = client;
    this.timer = timer;
    this.question = question;
  }

  /**
   * Waits until there are enough.
   *
   * @param timeoutMs at most so long; 0 for ever
   * @param mayWait whether the client can be kept waiting: else it hears how many there are now
   */
  CompletionStage<Reply> begin(long timeoutMs, boolean mayWait) {
    if (!mayWait) {
      return question.count().get().thenApply(question.reply());
    }
    client.setBlockade(this);
    if (timeoutMs > 0) {
      Future<?> end = timer.schedule(this::endByTimeout, timeoutMs, TimeUnit.MILLISECONDS);
      ended.whenComplete((shown, failure) -> end.cancel(false));
    }
    look();
    return ended.whenComplete((shown, failure) -> client.setBlockade(null));
  }

  private void look() {
    if (!ended.isDone() && client.connection().isOpen()) {
      question.count().get().whenComplete(this::looked);
    }
  }

  private void looked(Copies copies, Throwable failure) {
    if (failure != null) {
      LOG.debug("event=copies_not_counted cause={}", failure.toString());
    } else {
      last = copies;
      if (question.enough().test(copies)) {
        ended.complete(question.reply().apply(copies));
        return;
      }
    }
    if (question.mayGrow() && !ended.isDone()) {
      timer.schedule(this::look, lookAgainMs, TimeUnit.MILLISECONDS);
      lookAgainMs = Math.min(2 * lookAgainMs, LOOK_AGAIN_MS_MAX);
    }
  }

  @Override
  public boolean endByTimeout() {
    return ended.complete(question.reply().apply(last));
  }

  @Override
  public boolean endWithError() {
    return ended.complete(Blockade.UNBLOCKED);
  }
}
