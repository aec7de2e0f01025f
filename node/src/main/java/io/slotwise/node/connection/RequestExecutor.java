package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.ReplyWriter;
import io.slotwise.protocol.stream.RequestBatch;
import io.slotwise.protocol.stream.RequestHandler;
import io.slotwise.sharding.store.ColdRead;
import io.slotwise.sharding.store.KeyLocked;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Executes the requests of one connection, in order.
 *
 * <p>A request on keys runs right here, on the event loop, in its slot's turn; neighbours on the
 * same slot share the turn ("squashing"). Whatever has to wait leaves the loop and comes back to
 * it: a turn that somebody else holds is asked for at the slot's entity, a value that is on disk
 * only is read on a disk thread together with the requests behind it, a command on the whole node
 * completes when it completes. The connection has one request under way at a time, so nothing
 * overtakes.
 */
public final class RequestExecutor implements RequestHandler {

  private final ExecutionServices services;
  private final ClientSession session;
  private final Connection connection;
  private final LoopContext loop;
  private final Answers answers;

  private List<Args> requests = List.of();
  private int next;

  /** The time that requests see, until something is waited for. */
  private long nowMs;

  /** What was found out about request {@code next}, once it was looked at. */
  private final RequestInHand hand;

  /** What the last request that was taken waits in, or null. */
  private Waiter waiter;

  private final OwnerWait ownerWait;
  private final Forwarding forwarding;
  private boolean closed;

  public RequestExecutor(ExecutionServices services, ClientSession session) {
    this.services = services;
    this.session = session;
    this.connection = session.connection();
    this.loop = services.loops()[connection.loopIndex()];
    this.answers = new Answers(services, session);
    this.hand = new RequestInHand(services, session);
    this.ownerWait = new OwnerWait(services.timer());
    this.forwarding = new Forwarding(services, session, answers);
    session.onWakeUp(this::woken);
    Reply.Error unwelcome = services.gates().checkNew(connection);
    if (unwelcome != null) {
      connection.push(unwelcome);
      connection.closeOnceFlushed();
    }
  }

  @Override
  public void run(RequestBatch batch, ReplyWriter writer) {
    requests = batch.requests();
    answers.begin(writer);
    next = 0;
    loop.stats.batches.add(1);
    loop.stats.requests.add(requests.size());
    hand.begin(requests, BatchPlan.of(requests, services, loop.runner, session.database()));
    proceed();
  }

  @Override
  public void closed() {
    closed = true;
    if (waiter != null) {
      waiter.abandon();
    }
    session.leave(services);
  }

  @Override
  public long heldBytes() {
    return session.transaction().queuedBytes();
  }

  /**
   * Goes on with request {@code next} until the batch is done or something has to be waited for.
   */
  private void proceed() {
    forwarding.settle(hand.ahead());
    nowMs = services.clock().millis();
    while (next < requests.size() && !closed && !session.isClosing()) {
      if (connection.isOutputFull()) {
        answers.flush();
        connection.whenOutputTaken(this::lookAgain);
        return;
      }
      hand.look(next);
      if (hand.isWithoutOwner) {
        answers.flush();
        if (ownerWait.lookAgain(this::lookAgain)) {
          return;
        }
        hand.refuse(SlotRouting.NOT_SERVED);
      } else if (hand.refusal != null) {
        answers.refuse(hand.refusal);
        next++;
      } else if (hand.isToBeQueued()) {
        answers.queue(hand.command, requests.get(next));
        next++;
      } else if (hand.isHeld()) {
        answers.flush();
        hand.whenFree(this::lookAgain);
        return;
      } else if (hand.leavesNode()) {
        forwarding.run(hand, requests, next, this::forwarded);
        return;
      } else {
        ownerWait.forget();
        if (!runNext()) {
          return;
        }
      }
    }
    finish();
  }

  /**
   * Runs request {@code next}, with neighbours where they share a turn. False if it will go on
   * later.
   */
  private boolean runNext() {
    return switch (hand.place()) {
      case SLOT -> runInTurn();
      case CONNECTION -> runOnConnection();
      case NODE -> runOnNode();
      case EXECUTOR -> runTransaction();
      case SCRIPT ->
          runLong(new ScriptRun(services, session, loop, hand.command, requests.get(next)));
    };
  }

  private void forwarded(int answered) {
    if (closed) {
      return;
    }
    next += answered;
    if (answered > 0) {
      ownerWait.forget();
    } else if (ownerWait.lookAgain(this::lookAgain)) {
      return;
    } else {
      answers.refuse(SlotRouting.NOT_SERVED);
      next++;
    }
    lookAgain();
  }

  /** Goes on with the request in hand, of which all that was found out may be different now. */
  private void lookAgain() {
    onLoop(
        () -> {
          hand.forget();
          proceed();
        },
        () -> {});
  }

  // ---- keys: in the turn of their slots

  private boolean runInTurn() {
    if (hand.slots != null) {
      return runInSeveralTurns();
    }
    if (services.pipeline().order() == PipelineSettings.Order.SLOT
        && next + 1 < requests.size()
        && !hand.command.isBlocking()) {
      return runInSlotOrder();
    }
    int turn = hand.slot;
    return services.turns().tryTake(turn) ? runHolding(turn) : askForTurn(turn);
  }

  /** Runs request {@code next} and its neighbours on the same slot, then gives the turn back. */
  private boolean runHolding(int turn) {
    boolean squashes = services.pipeline().squashes(requests.size());
    int first = next;
    boolean cold = false;
    try {
      long startNanos = System.nanoTime();
      do {
        Args args = requests.get(next);
        session.begin(hand.command);
        Reply reply = loop.runner.run(session, hand.command, args, turn, nowMs, false);
        next++;
        if (reply == null) {
          waiter = loop.runner.waiter();
          break;
        }
        long endNanos = System.nanoTime();
        answers.answer(hand.command, args, reply, loop.runner.dependsOn(), endNanos - startNanos);
        startNanos = endNanos;
      } while (squashes && nextSharesTurn(turn));
    } catch (ColdRead | KeyLocked elsewhere) {
      cold = true;
    } finally {
      services.turns().release(turn);
      loop.stats.countTurn(next - first);
    }
    return cold ? moveToDiskThread() : goesOn();
  }

  private boolean nextSharesTurn(int turn) {
    if (next == requests.size() || connection.isOutputFull()) {
      return false;
    }
    hand.look(next);
    return hand.runsHere() && hand.slot == turn && !hand.isHeldByPause();
  }

  /**
   * Request {@code next} and all single-slot requests that follow it directly, each slot on its
   * own.
   */
  private boolean runInSlotOrder() {
    SlotOrderRun run = new SlotOrderRun(services, session, loop);
    do {
      session.begin(hand.command);
      run.add(hand.command, requests.get(next), hand.slot);
      next++;
    } while (next < requests.size() && nextMayWaitForDisk() && hand.slot >= 0);
    if (!run.run(() -> goOnBehind(() -> answerItems(run)))) {
      answers.flush();
      return false;
    }
    answerItems(run);
    return true;
  }

  /** What was waited for is there to be answered. */
  private void goOnBehind(Runnable answer) {
    if (!closed) {
      answer.run();
      proceed();
    }
  }

  private void answerItems(SlotOrderRun run) {
    for (SlotOrderRun.Item item : run.items()) {
      answers.answer(item.command, item.args, item.reply, run.dependsOn(), item.durationNanos);
    }
  }

  /** Waits for the turn without a thread: the entity calls when it is ours. */
  private boolean askForTurn(int turn) {
    loop.stats.contendedTurns.add(1);
    answers.flush();
    new TurnWait(
            services.turns(),
            services.scripts().running(),
            turn,
            () -> onLoop(() -> runGranted(turn), () -> services.turns().release(turn)),
            busy -> onLoop(() -> sentAway(busy), () -> {}))
        .begin();
    return false;
  }

  /** The turn is held by a script that takes long. */
  private void sentAway(Reply.Error busy) {
    if (!closed) {
      hand.command.stats().recordRejected(connection.loopIndex());
      answers.refuse(session.transaction().refuse(hand.command, busy));
      next++;
      proceed();
    }
  }

  private void runGranted(int turn) {
    if (closed) {
      services.turns().release(turn);
      return;
    }
    nowMs = services.clock().millis();
    if (runHolding(turn)) {
      proceed();
    }
  }

  /**
   * Several slots: all their turns at once, in ascending order, so that the request is atomic over
   * all of them.
   */
  private boolean runInSeveralTurns() {
    int[] turns = hand.slots;
    loop.stats.multiSlotTurns.add(1);
    if (!services.turnTaker().tryTake(turns)) {
      loop.stats.contendedTurns.add(1);
      return moveToDiskThread();
    }
    boolean cold = false;
    try {
      Args args = requests.get(next);
      session.begin(hand.command);
      long startNanos = System.nanoTime();
      // None where the words make no sense: the command itself knows what to answer.
      int anySlot = turns.length == 0 ? -1 : turns[0];
      Reply reply = loop.runner.runInTurns(session, hand.command, args, anySlot, nowMs);
      next++;
      if (reply == null) {
        waiter = loop.runner.waiter();
      } else {
        long durationNanos = System.nanoTime() - startNanos;
        answers.answer(hand.command, args, reply, loop.runner.dependsOn(), durationNanos);
      }
    } catch (ColdRead | KeyLocked elsewhere) {
      cold = true;
    } finally {
      services.turnTaker().release(turns);
    }
    return cold ? moveToDiskThread() : goesOn();
  }

  // ---- disk: off the loop, with everything behind that may go along

  /**
   * Request {@code next} has to wait for the disk or for several turns: it and those behind it go
   * to a disk thread.
   */
  private boolean moveToDiskThread() {
    answers.flush();
    DiskRun run = new DiskRun(services, session);
    int index = next;
    // A request that may wait for another client goes alone: those behind it wait with it.
    boolean alone = hand.command.isBlocking();
    do {
      run.add(hand.command, requests.get(index), hand.slot, hand.slots);
      index++;
      next = index;
    } while (!alone && index < requests.size() && nextMayWaitForDisk());
    loop.stats.diskReads.add(run.size());
    services
        .diskThreads()
        .execute(() -> run.runAll(() -> onLoop(() -> answerAll(run), run::abandon)));
    return false;
  }

  private boolean nextMayWaitForDisk() {
    hand.look(next);
    return hand.runsHere()
        && hand.place() == KeyRoute.Place.SLOT
        && !hand.command.isBlocking()
        && !hand.isHeldByPause();
  }

  private void answerAll(DiskRun run) {
    if (closed) {
      run.abandon();
      return;
    }
    next -= run.size() - run.answered();
    for (int i = 0; i < run.answered(); i++) {
      session.begin(run.command(i));
      if (run.reply(i) == null) {
        waiter = run.waiter();
      } else {
        answers.answer(
            run.command(i), run.args(i), run.reply(i), run.dependsOn(), run.durationNanos(i));
      }
    }
    if (goesOn()) {
      proceed();
    }
  }

  // ---- waiting for another client

  /** Whether the request that was just run has been answered; else the connection stops here. */
  private boolean goesOn() {
    if (waiter == null) {
      return true;
    }
    if (waiter.reply() != null) {
      answerWaiter();
      return true;
    }
    session.setBlockade(waiter);
    answers.waits(waiter);
    forwarding.settle(hand.ahead());
    return false;
  }

  private void woken(Waiter ended) {
    if (closed || ended != waiter) {
      return;
    }
    answerWaiter();
    proceed();
  }

  private void answerWaiter() {
    Waiter ended = waiter;
    waiter = null;
    session.setBlockade(null);
    answers.answerWaiter(ended);
  }

  @Override
  public boolean isBlocked() {
    return session.blockade() != null || session.isWaitingForLocks() || forwarding.waitsForOthers();
  }

  // ---- connection and node

  private boolean runOnConnection() {
    Args args = requests.get(next);
    session.begin(hand.command);
    long startNanos = System.nanoTime();
    Reply reply = OtherHandlers.onConnection(session, hand.command, args);
    answers.answer(hand.command, args, reply, 0, System.nanoTime() - startNanos);
    next++;
    return true;
  }

  private boolean runOnNode() {
    session.begin(hand.command);
    NodeRun run = new NodeRun(services, session, hand.command, requests.get(next));
    if (run.run(() -> goOnBehind(() -> answerNode(run)))) {
      answerNode(run);
      return true;
    }
    answers.flush();
    return false;
  }

  private void answerNode(NodeRun run) {
    long dependsOn = services.store().appendedPosition();
    answers.answer(run.command, run.args, run.reply(), dependsOn, run.durationNanos());
    next++;
  }

  private boolean runTransaction() {
    Reply.Error mayNot = session.transaction().checkExec();
    if (mayNot != null) {
      session.transaction().discard();
      session.begin(hand.command);
      answers.answer(hand.command, requests.get(next), mayNot, 0, 0);
      next++;
      return true;
    }
    TransactionRun run = new TransactionRun(services, session, loop);
    session.transaction().discard();
    return runLong(run);
  }

  private boolean runLong(LongRequest run) {
    CatalogEntry running = hand.command;
    Args args = requests.get(next);
    session.begin(running);
    if (run.run(() -> goOnBehind(() -> answerLong(running, args, run)))) {
      answerLong(running, args, run);
      return true;
    }
    answers.flush();
    return false;
  }

  private void answerLong(CatalogEntry ran, Args args, LongRequest run) {
    run.tell(answers);
    answers.answer(ran, args, run.outcome(), run.dependsOn(), run.durationNanos());
    next++;
  }

  private void finish() {
    requests = List.of();
    hand.end();
    answers.finish(loop.stats, code -> onLoop(code, () -> {}));
  }

  /** Comes back to the connection's loop, or does the other thing when the loop has stopped. */
  private void onLoop(Runnable code, Runnable otherwise) {
    try {
      connection.execute(code);
    } catch (RejectedExecutionException stopped) {
      otherwise.run();
    }
  }
}
