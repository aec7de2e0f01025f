package io.slotwise.node.connection;

import io.slotwise.node.connection.Transaction.Queued;
import io.slotwise.node.connection.Transaction.Watched;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.DataHeap;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.ReplySize;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.lock.Footprint;
import io.slotwise.sharding.lock.LockTransaction;
import io.slotwise.sharding.store.ColdRead;
import io.slotwise.sharding.store.KeyLocked;
import io.slotwise.sharding.store.RequestTooLarge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

/**
 * EXEC: runs what a client has queued. The turns of all slots of all queued requests and watched
 * keys are held together while the requests on keys run, and what they write is one commit: nobody
 * sees a part of it, and no crash leaves a part of it.
 *
 * <p>Requests on the connection (PING, PUBLISH, CLIENT) run behind that commit, on the event loop;
 * SELECT runs in its place. A request on the whole node (DBSIZE, FLUSHALL) needs turns of its own:
 * it runs in its place too, but what stands before it is one commit and what follows is another.
 *
 * <p>Used on the event loop; where turns are taken or values are on disk only, a part runs on a
 * disk thread while the connection waits.
 */
final class TransactionRun implements LongRequest {

  /** A stretch of requests that is one commit, and the request on the whole node that ends it. */
  private record Part(int from, int to) {}

  private final ExecutionServices services;
  private final ClientSession session;
  private final LoopContext loop;
  private final List<Queued> requests;
  private final List<Watched> watched;
  private final Reply[] replies;
  private final ScriptStep[] scripts;
  private final long[] durationsNanos;
  private final long startNanos = System.nanoTime();

  private int next;
  private boolean started;
  private Runnable whenDone;
  private long dependsOn;
  private Reply outcome;

  TransactionRun(ExecutionServices services, ClientSession session, LoopContext loop) {
    this.services = services;
    this.session = session;
    this.loop = loop;
    this.requests = session.transaction().queued();
    this.watched = session.transaction().watched();
    this.replies = new Reply[requests.size()];
    this.scripts = new ScriptStep[requests.size()];
    this.durationsNanos = new long[requests.size()];
  }

  @Override
  public boolean run(Runnable later) {
    whenDone = later;
    List<CompletableFuture<Void>> fetching = fetchScripts();
    if (fetching.isEmpty()) {
      return run();
    }
    CompletableFuture.allOf(fetching.toArray(CompletableFuture<?>[]::new))
        .whenComplete((done, failure) -> onLoop(this::goOn));
    return false;
  }

  /** Inside, where turns are held, nothing can be waited for. */
  private List<CompletableFuture<Void>> fetchScripts() {
    List<CompletableFuture<Void>> fetching = new ArrayList<>(0);
    for (Queued request : requests) {
      if (request.command().def().handler() instanceof ScriptHandler handler) {
        CompletionStage<Void> missing = handler.fetch(session, request.args());
        if (missing != null) {
          fetching.add(missing.toCompletableFuture());
        }
      }
    }
    return fetching;
  }

  private boolean run() {
    while (outcome == null) {
      if (started && next == requests.size()) {
        outcome = new Reply.Array(List.of(replies));
      } else if (!runPart()) {
        return false;
      }
    }
    return true;
  }

  private void goOn() {
    if (run()) {
      whenDone.run();
    }
  }

  @Override
  public Reply outcome() {
    return outcome;
  }

  @Override
  public long dependsOn() {
    return dependsOn;
  }

  @Override
  public long durationNanos() {
    return System.nanoTime() - startNanos;
  }

  @Override
  public void tell(Answers answers) {
    for (int i = 0; i < replies.length; i++) {
      if (replies[i] != null) {
        Queued request = requests.get(i);
        if (scripts[i] != null) {
          scripts[i].tell(answers);
        }
        answers.ranInTransaction(request.command(), request.args(), replies[i], durationsNanos[i]);
      }
    }
  }

  // ---- one part

  /** True if the part is done. */
  private boolean runPart() {
    Part part = nextPart();
    if (started && part.from() == part.to()) {
      return runOnNode();
    }
    int[] slots = slotsOf(part);
    if (!services.turnTaker().tryTake(slots)) {
      loop.stats.contendedTurns.add(1);
      return runOnThread(part, slots);
    }
    int database = session.database();
    boolean cold = false;
    try {
      runInTurns(loop.runner, part, slots, false);
    } catch (ColdRead | KeyLocked elsewhere) {
      session.selectDatabase(database);
      cold = true;
    } finally {
      services.turnTaker().release(slots);
    }
    if (cold) {
      return runOnThread(part, slots);
    }
    finishPart(part);
    return true;
  }

  private Part nextPart() {
    int end = next;
    while (end < requests.size()
        && services.routes().of(requests.get(end).command()).place() != KeyRoute.Place.NODE) {
      end++;
    }
    return new Part(next, end);
  }

  private int[] slotsOf(Part part) {
    IntStream ofWatched =
        started ? IntStream.empty() : watched.stream().mapToInt(key -> Slots.of(key.key()));
    IntStream ofRequests =
        requests.subList(part.from(), part.to()).stream()
            .flatMapToInt(request -> Arrays.stream(slotsOf(request)));
    return IntStream.concat(ofWatched, ofRequests).sorted().distinct().toArray();
  }

  private int[] slotsOf(Queued request) {
    KeyRoute route = services.routes().of(request.command());
    if (!route.hasSlots()) {
      return new int[0];
    }
    try {
      return route.slots(request.args());
    } catch (CommandError error) {
      // The command itself will say so.
      return new int[0];
    }
  }

  private boolean runOnThread(Part part, int[] slots) {
    boolean hasScripts =
        requests.subList(part.from(), part.to()).stream()
            .anyMatch(request -> request.command().isScript());
    Executor threads = hasScripts ? services.scripts().threads() : services.diskThreads();
    loop.stats.diskReads.add(part.to() - part.from());
    session.tracking().hold();
    threads.execute(() -> runWaiting(threads, part, slots, null));
    return false;
  }

  /**
   * @param locks that are held, or null
   */
  private void runWaiting(Executor threads, Part part, int[] slots, LockTransaction locks) {
    int database = session.database();
    try {
      WideningTurns.run(
          services.turnTaker(),
          slots,
          held -> {
            // A SELECT of an attempt that found turns missing counts for nothing.
            session.selectDatabase(database);
            SlotRunner runner = services.diskRunners().get();
            runner.actingFor(locks);
            runInTurns(runner, part, held, true);
          });
    } catch (KeyLocked met) {
      session.selectDatabase(database);
      waitForLocks(threads, part, slots, locks, met);
      return;
    } catch (CommandError busy) {
      outcome = Transaction.aborted(busy.reply());
    }
    if (locks != null) {
      locks.end();
    }
    goOnBehind(part);
  }

  private void goOnBehind(Part part) {
    onLoop(
        () -> {
          finishPart(part);
          goOn();
        });
  }

  /** Without a thread: for locks on all that the part names, and on what it has met. */
  private void waitForLocks(
      Executor threads, Part part, int[] slots, LockTransaction had, KeyLocked met) {
    Footprint footprint = Footprint.empty().plus(had == null ? footprint(part) : had.footprint());
    met.addTo(footprint);
    if (had != null) {
      had.end();
    }
    LockTransaction locks = services.store().locks().newTransaction(footprint);
    LockWait.Outcome whenDecided =
        new LockWait.Outcome() {
          @Override
          public void held() {
            threads.execute(() -> runWaiting(threads, part, slots, locks));
          }

          @Override
          public void sentAway(Reply.Error busy) {
            outcome = Transaction.aborted(busy);
            goOnBehind(part);
          }
        };
    new LockWait(services.scripts().running(), session, locks, whenDecided).begin();
  }

  private Footprint footprint(Part part) {
    Footprint footprint = Footprint.empty();
    for (Queued request : requests.subList(part.from(), part.to())) {
      Transaction.addTo(footprint, services.routes(), session.database(), request);
    }
    return footprint;
  }

  /** Runs the part's requests on keys, as one commit. */
  private void runInTurns(SlotRunner runner, Part part, int[] slots, boolean mayBlock) {
    long nowMs = services.clock().millis();
    boolean done =
        runner.runTogether(
            session,
            nowMs,
            mayBlock,
            slots,
            started ? List.of() : watched,
            scope -> {
              runSteps(scope, part, slots);
              return true;
            });
    if (!done) {
      outcome = Reply.Null.ARRAY;
    } else if (runner.failure() != null) {
      outcome = runner.failure();
    }
    dependsOn = Math.max(dependsOn, runner.dependsOn());
  }

  private void runSteps(TransactionScope scope, Part part, int[] held) {
    DeclaredSlots ofScripts = new DeclaredSlots(scope, held, services);
    long repliesBytes = 0;
    for (int i = part.from(); i < part.to(); i++) {
      Queued request = requests.get(i);
      long beganNanos = System.nanoTime();
      if (services.routes().of(request.command()).place() == KeyRoute.Place.SLOT
          || bearsOnKeys(request)) {
        replies[i] = scope.run(request.command(), request.args());
      } else if (request.command().isScript()) {
        ScriptStep step = new ScriptStep(services, request.command(), request.args());
        replies[i] = step.run(ofScripts, held);
        scripts[i] = step;
      }
      durationsNanos[i] = System.nanoTime() - beganNanos;
      repliesBytes += ReplySize.bytesOf(replies[i]);
      if (DataHeap.isTooMuchForOne(repliesBytes)) {
        throw new RequestTooLarge(Errors.replyTooLarge());
      }
    }
    dependsOn = ofScripts.dependsOn(dependsOn);
  }

  private static boolean bearsOnKeys(Queued request) {
    return request.command().def().handler() instanceof Handler.OnConnection onConnection
        && onConnection.bearsOnKeys();
  }

  /** On the event loop, behind the commit: what the part asks of the connection. */
  private void finishPart(Part part) {
    started = true;
    next = part.to();
    if (outcome != null) {
      return;
    }
    for (int i = part.from(); i < part.to(); i++) {
      if (replies[i] == null) {
        long beganNanos = System.nanoTime();
        Queued request = requests.get(i);
        replies[i] = OtherHandlers.onConnection(session, request.command(), request.args());
        durationsNanos[i] = System.nanoTime() - beganNanos;
      }
    }
  }

  // ---- the whole node

  /** Runs the one request; true if it is done already. */
  private boolean runOnNode() {
    int index = next++;
    Queued request = requests.get(index);
    long beganNanos = System.nanoTime();
    session.setInExec(true);
    CompletionStage<Reply> stage =
        OtherHandlers.onNode(services, session, request.command(), request.args());
    session.setInExec(false);
    boolean[] atOnce = {true};
    stage.whenComplete(
        (reply, failure) ->
            onLoop(
                () -> {
                  replies[index] =
                      failure == null ? reply : OtherHandlers.failed(request.command(), failure);
                  durationsNanos[index] = System.nanoTime() - beganNanos;
                  dependsOn = Math.max(dependsOn, services.store().appendedPosition());
                  if (!atOnce[0]) {
                    goOn();
                  }
                }));
    atOnce[0] = false;
    if (replies[index] == null) {
      session.tracking().hold();
    }
    return replies[index] != null;
  }

  private void onLoop(Runnable code) {
    try {
      session.connection().execute(code);
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and the client with it.
    }
  }
}
