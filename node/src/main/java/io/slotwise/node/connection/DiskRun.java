package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.ReplySize;
import io.slotwise.sharding.lock.Footprint;
import io.slotwise.sharding.lock.LockTransaction;
import io.slotwise.sharding.store.KeyLocked;
import io.slotwise.sharding.store.MoreTurns;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests of one connection that run, in order, on a thread that may wait: for the disk, and for
 * turns; the last of them not, if the replies are so large that they should leave first. One whose
 * keys are locked waits for locks of its own, without a thread, and those behind it with it. Filled
 * on the event loop, run once on disk threads, read on the event loop again.
 */
final class DiskRun {

  /** From here on what was answered leaves first. */
  private static final long REPLIES_BYTES_MAX = 1 << 20;

  private record Request(CatalogEntry command, Args args, int slot, int[] slots) {}

  private final ExecutionServices services;
  private final ClientSession session;
  private final List<Request> requests = new ArrayList<>();
  private final List<Reply> replies = new ArrayList<>();
  private final List<Long> durationsNanos = new ArrayList<>();
  private Runnable whenDone;
  private long repliesBytes;
  private long dependsOn;
  private Waiter waiter;

  DiskRun(ExecutionServices services, ClientSession session) {
    this.services = services;
    this.session = session;
  }

  /**
   * @param slot the one slot, or -1 with several in {@code slots}
   */
  void add(CatalogEntry command, Args args, int slot, int[] slots) {
    session.tracking().hold();
    requests.add(new Request(command, args, slot, slots));
  }

  int size() {
    return requests.size();
  }

  /** How many of them have run; the others are to begin anew. */
  int answered() {
    return replies.size();
  }

  /**
   * Runs them, on the calling thread as far as they need no locks, then says so.
   *
   * @param whenDone called on whatever thread has run the last; not called if the connection goes
   *     while one waits
   */
  void runAll(Runnable whenDone) {
    this.whenDone = whenDone;
    goOn(null);
  }

  /**
   * @param locks that the next one has, or null
   */
  private void goOn(LockTransaction locks) {
    LockTransaction held = locks;
    while (replies.size() < requests.size() && repliesBytes < REPLIES_BYTES_MAX) {
      Request request = requests.get(replies.size());
      long startNanos = System.nanoTime();
      try {
        runInTurns(request, held);
      } catch (KeyLocked met) {
        waitForLocks(request, held, met);
        return;
      } catch (CommandError busy) {
        replies.add(busy.reply());
      } finally {
        if (held != null) {
          held.end();
        }
      }
      held = null;
      durationsNanos.add(System.nanoTime() - startNanos);
    }
    whenDone.run();
  }

  private void waitForLocks(Request request, LockTransaction held, KeyLocked met) {
    Footprint footprint =
        held == null
            ? services.routes().of(request.command).footprint(session.database(), request.args)
            : Footprint.empty().plus(held.footprint());
    met.addTo(footprint);
    if (held != null) {
      held.end();
    }
    LockTransaction locks = services.store().locks().newTransaction(footprint);
    LockWait.Outcome outcome =
        new LockWait.Outcome() {
          @Override
          public void held() {
            services.diskThreads().execute(() -> goOn(locks));
          }

          @Override
          public void sentAway(Reply.Error busy) {
            services.diskThreads().execute(() -> goOnWithout(busy));
          }
        };
    new LockWait(services.scripts().running(), session, locks, outcome).begin();
  }

  private void goOnWithout(Reply.Error busy) {
    replies.add(busy);
    durationsNanos.add(0L);
    goOn(null);
  }

  private void runInTurns(Request request, LockTransaction locks) {
    SlotRunner runner = services.diskRunners().get();
    int[] slots = request.slot >= 0 ? new int[] {request.slot} : request.slots;
    try {
      services.turnTaker().run(slots, () -> runOne(runner, request, locks));
    } catch (MoreTurns needed) {
      Request wider = new Request(request.command, request.args, -1, needed.besides(slots));
      WideningTurns.run(
          services.turnTaker(),
          wider.slots,
          held -> runOne(runner, new Request(wider.command, wider.args, -1, held), locks));
    }
  }

  private void runOne(SlotRunner runner, Request request, LockTransaction locks) {
    runner.actingFor(locks);
    if (request.slots != null) {
      runner.holding(request.slots);
    }
    Reply reply =
        runner.run(
            session, request.command, request.args, request.slot, services.clock().millis(), true);
    replies.add(reply);
    repliesBytes += ReplySize.bytesOf(reply);
    if (reply == null) {
      waiter = runner.waiter();
    }
    dependsOn = Math.max(dependsOn, runner.dependsOn());
  }

  CatalogEntry command(int index) {
    return requests.get(index).command;
  }

  Args args(int index) {
    return requests.get(index).args;
  }

  /** What the last request waits in, or null; no other request of a run may wait. */
  Waiter waiter() {
    return waiter;
  }

  /** Nobody is there for the replies any more. */
  void abandon() {
    if (waiter != null) {
      waiter.abandon();
    }
  }

  /** Null for a request that waits. */
  Reply reply(int index) {
    return replies.get(index);
  }

  long durationNanos(int index) {
    return durationsNanos.get(index);
  }

  /** The log position that the replies depend on. */
  long dependsOn() {
    return dependsOn;
  }
}
