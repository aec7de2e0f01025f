package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.store.ColdRead;
import io.slotwise.sharding.store.KeyLocked;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs a script: on the event loop if it is short, which is found out by trying, else on a script
 * thread while the connection waits. Trying costs nothing but time: whatever the script wrote is
 * taken back before it runs again.
 */
final class ScriptRun implements LongRequest {

  private final ExecutionServices services;
  private final ClientSession session;
  private final LoopContext loop;
  private final CatalogEntry command;
  private final Args args;
  private final long startNanos = System.nanoTime();

  private ScriptCall call;
  private int[] slots;
  private Runnable whenDone;
  private CallTally tally;
  private Reply outcome;
  private long dependsOn;

  ScriptRun(
      ExecutionServices services,
      ClientSession session,
      LoopContext loop,
      CatalogEntry command,
      Args args) {
    this.services = services;
    this.session = session;
    this.loop = loop;
    this.command = command;
    this.args = args;
  }

  @Override
  public boolean run(Runnable later) {
    whenDone = later;
    CompletionStage<Void> fetching = ((ScriptHandler) command.def().handler()).fetch(session, args);
    if (fetching == null) {
      return begin();
    }
    fetching.whenComplete(
        (done, failure) ->
            onLoop(
                () -> {
                  if (begin()) {
                    whenDone.run();
                  }
                }));
    return false;
  }

  private boolean begin() {
    try {
      call = ((ScriptHandler) command.def().handler()).prepare(session, args);
      slots = services.routes().of(command).slots(args);
    } catch (CommandError error) {
      outcome = error.reply();
      return true;
    } catch (RuntimeException defect) {
      outcome = OtherHandlers.failed(command, defect);
      return true;
    }
    if (call.seemsShort()
        && services.scripts().settings().lockLevel() != ScriptSettings.LockLevel.GLOBAL
        && runOnLoop()) {
      return true;
    }
    session.tracking().hold();
    services.scripts().threads().execute(this::runOnThread);
    return false;
  }

  /** False if it has to run elsewhere: then nothing has happened. */
  private boolean runOnLoop() {
    if (!services.turnTaker().tryTake(slots)) {
      loop.stats.contendedTurns.add(1);
      return false;
    }
    int database = session.database();
    LoopWatch watch = new LoopWatch();
    SlotRunner runner = loop.runner;
    try {
      runner.runTogether(
          session,
          services.clock().millis(),
          false,
          slots,
          List.of(),
          scope -> attemptOnLoop(scope, watch));
      end(runner.dependsOn(), runner.failure());
      services.scripts().running().countOnLoop();
      return true;
    } catch (KeyLocked byOthers) {
      return false;
    } catch (ColdRead elsewhere) {
      if (watch.isExceeded()) {
        call.tookLong();
      }
    } finally {
      services.turnTaker().release(slots);
      session.selectDatabase(database);
    }
    return false;
  }

  private boolean attemptOnLoop(TransactionScope scope, LoopWatch watch) {
    DeclaredSlots declared = new DeclaredSlots(scope, slots, services);
    try {
      return attempt(limited(declared), watch);
    } catch (ColdRead elsewhere) {
      if (declared.isLacking()) {
        // It would do so again: the next time it is not tried.
        call.tookLong();
      }
      throw elsewhere;
    }
  }

  /** What is an error on a script thread is one here too. */
  private TransactionScope limited(DeclaredSlots declared) {
    ScriptSettings settings = services.scripts().settings();
    return settings.lockLevel() == ScriptSettings.LockLevel.KEYS
            && settings.undeclaredKeys() == ScriptSettings.UndeclaredKeys.ERROR
        ? new DeclaredKeys(declared, command, args, settings)
        : declared;
  }

  private void runOnThread() {
    int database = session.database();
    RunningScript running = services.scripts().running().prepare(call, args);
    new LockedRun(
            services,
            new LockedRun.Declared(session, command, args, slots, running),
            scope -> {
              // A SELECT of an attempt that did not hold enough counts for nothing.
              session.selectDatabase(database);
              return attempt(scope, running);
            },
            ended -> {
              session.selectDatabase(database);
              end(ended.dependsOn(), ended.failure());
              onLoop(whenDone);
            })
        .begin();
  }

  private boolean attempt(TransactionScope scope, ScriptWatch watch) {
    tally = new CallTally(scope, watch, services.monitors().isWatched());
    ScriptCall.Outcome result = call.run(tally, watch);
    outcome = result.reply();
    if (!result.keepsWrites()) {
      tally.forgetAnnouncements();
    }
    return result.keepsWrites();
  }

  private void end(long position, Reply failure) {
    dependsOn = position;
    if (failure != null) {
      outcome = failure;
      // Nothing of it happened, if it ran at all.
      tally = null;
    }
  }

  private void onLoop(Runnable code) {
    try {
      session.connection().execute(code);
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and the client with it.
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
    if (tally != null) {
      answers.ranScript(args, tally);
    }
  }
}
