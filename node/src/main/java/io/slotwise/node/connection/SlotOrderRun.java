package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.store.ColdRead;
import io.slotwise.sharding.store.KeyLocked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stretch of single-slot requests under {@code pipeline-order = slot}: those on one slot run in
 * order in one turn, whatever stood between them in the pipeline, and what has to wait on one slot
 * does not hold up the others. The weaker promise is the point: a GET may run before a SET on
 * another slot that was sent earlier. Replies still leave in order, when all of them are there.
 *
 * <p>Used on the event loop only.
 */
final class SlotOrderRun {

  /** A request of the stretch, and what came of it. */
  static final class Item {
    final CatalogEntry command;
    final Args args;
    Reply reply;
    long durationNanos;

    private Item(CatalogEntry command, Args args) {
      this.command = command;
      this.args = args;
    }
  }

  private final ExecutionServices services;
  private final ClientSession session;
  private final LoopContext loop;
  private final List<Item> items = new ArrayList<>();
  private final Map<Integer, List<Item>> bySlot = new LinkedHashMap<>();
  private int slotsUnderWay;
  private long dependsOn;

  SlotOrderRun(ExecutionServices services, ClientSession session, LoopContext loop) {
    this.services = services;
    this.session = session;
    this.loop = loop;
  }

  void add(CatalogEntry command, Args args, int slot) {
    Item item = new Item(command, args);
    items.add(item);
    bySlot.computeIfAbsent(slot, any -> new ArrayList<>()).add(item);
  }

  List<Item> items() {
    return items;
  }

  /** The log position that the replies depend on. */
  long dependsOn() {
    return dependsOn;
  }

  /**
   * Runs what can be run at once and sends the rest to the disk threads.
   *
   * @param later called on the event loop when the last of it is done; not called when this returns
   *     true
   * @return whether everything is done already
   */
  boolean run(Runnable later) {
    bySlot.forEach(
        (slot, group) -> {
          int done = runAtOnce(slot, group);
          if (done < group.size()) {
            runOnDiskThread(slot, group.subList(done, group.size()), later);
          }
        });
    return slotsUnderWay == 0;
  }

  /**
   * How many of the group ran: fewer than all when the turn is not free or a value is on disk only.
   */
  private int runAtOnce(int slot, List<Item> group) {
    if (!services.turns().tryTake(slot)) {
      loop.stats.contendedTurns.add(1);
      return 0;
    }
    int done = 0;
    try {
      long nowMs = services.clock().millis();
      for (Item item : group) {
        long startNanos = System.nanoTime();
        item.reply = loop.runner.run(session, item.command, item.args, slot, nowMs, false);
        item.durationNanos = System.nanoTime() - startNanos;
        dependsOn = Math.max(dependsOn, loop.runner.dependsOn());
        done++;
      }
    } catch (ColdRead | KeyLocked elsewhere) {
      // The rest of the group follows on a disk thread, behind what has run.
    } finally {
      services.turns().release(slot);
      loop.stats.countTurn(done);
    }
    return done;
  }

  private void runOnDiskThread(int slot, List<Item> rest, Runnable later) {
    slotsUnderWay++;
    loop.stats.diskReads.add(rest.size());
    DiskRun run = new DiskRun(services, session);
    rest.forEach(item -> run.add(item.command, item.args, slot, null));
    services
        .diskThreads()
        .execute(
            () -> run.runAll(() -> session.connection().execute(() -> take(run, rest, later))));
  }

  private void take(DiskRun run, List<Item> rest, Runnable later) {
    for (int i = 0; i < run.size(); i++) {
      rest.get(i).reply = run.reply(i);
      rest.get(i).durationNanos = run.durationNanos(i);
    }
    dependsOn = Math.max(dependsOn, run.dependsOn());
    if (--slotsUnderWay == 0) {
      later.run();
    }
  }
}
