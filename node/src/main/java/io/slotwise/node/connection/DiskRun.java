package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.store.MoreTurns;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests of one connection that run, in order, on a thread that may wait: for the disk, and for
 * turns. Filled on the event loop, run once on a disk thread, read on the event loop again.
 */
final class DiskRun {

  private record Request(CatalogEntry command, Args args, int slot, int[] slots) {}

  private final ExecutionServices services;
  private final ClientSession session;
  private final List<Request> requests = new ArrayList<>();
  private final List<Reply> replies = new ArrayList<>();
  private final List<Long> durationsNanos = new ArrayList<>();
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
    requests.add(new Request(command, args, slot, slots));
  }

  int size() {
    return requests.size();
  }

  /** Runs all of them on the calling thread, then says so. */
  void runAll(Runnable whenDone) {
    SlotRunner runner = services.diskRunners().get();
    for (Request request : requests) {
      long startNanos = System.nanoTime();
      try {
        runInTurns(runner, request);
      } catch (CommandError busy) {
        replies.add(busy.reply());
      }
      durationsNanos.add(System.nanoTime() - startNanos);
    }
    whenDone.run();
  }

  private void runInTurns(SlotRunner runner, Request request) {
    int[] slots = request.slot >= 0 ? new int[] {request.slot} : request.slots;
    try {
      services.turnTaker().run(slots, () -> runOne(runner, request));
    } catch (MoreTurns needed) {
      runInMoreTurns(runner, request, needed);
    }
  }

  private void runInMoreTurns(SlotRunner runner, Request request, MoreTurns needed) {
    int[] slots = request.slot >= 0 ? needed.besides(request.slot) : needed.besides(request.slots);
    WideningTurns.run(
        services.turnTaker(),
        slots,
        held -> runOne(runner, new Request(request.command, request.args, -1, held)));
  }

  private void runOne(SlotRunner runner, Request request) {
    if (request.slots != null) {
      runner.holding(request.slots);
    }
    Reply reply =
        runner.run(
            session, request.command, request.args, request.slot, services.clock().millis(), true);
    replies.add(reply);
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
