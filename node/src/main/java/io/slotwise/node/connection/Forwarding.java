package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Handler;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Passes on what other nodes serve, for one connection. While a stretch is under way the connection
 * waits for it, so nothing overtakes. Used on the event loop only.
 */
final class Forwarding {

  private static final Bytes OK = Bytes.of("+OK\r\n");

  private final ClientSession session;
  private final Answers answers;
  private final SlotRouting routing;
  private final PeerLinks links;
  private boolean waitsForOthers;

  Forwarding(ExecutionServices services, ClientSession session, Answers answers) {
    this.session = session;
    this.answers = answers;
    this.routing = new SlotRouting(services.owners(), services.routes());
    this.links = new PeerLinks(services.peers(), session);
  }

  /** Whether what is under way may wait for another client. */
  boolean waitsForOthers() {
    return waitsForOthers;
  }

  /**
   * Sends a request to the node that serves it, or to all, with those behind it that go the same
   * way.
   *
   * @param hand with the first of them
   * @param answered is told how many were answered; the next one is to be tried again if that is
   *     fewer than were sent
   */
  void run(RequestInHand hand, List<Args> requests, int first, IntConsumer answered) {
    answers.flush();
    if (hand.isGathered) {
      gather(hand, requests, first, answered);
    } else {
      forward(hand, requests, first, answered);
    }
  }

  private void gather(RequestInHand hand, List<Args> requests, int first, IntConsumer answered) {
    GatherRun run = new GatherRun(session);
    int next = first;
    do {
      run.add(hand.command, requests.get(next));
      next++;
    } while (next < requests.size() && isGathered(hand, next));
    run.end(() -> answered.accept(answer(run)));
  }

  private static boolean isGathered(RequestInHand hand, int next) {
    hand.look(next);
    return hand.refusal == null && hand.isGathered && !hand.isHeld();
  }

  private int answer(GatherRun run) {
    for (GatherRun.Item item : run.items()) {
      session.begin(item.command);
      answers.answer(item.command, item.args, item.reply(), 0, run.durationNanos());
    }
    return run.items().size();
  }

  private void forward(RequestInHand hand, List<Args> requests, int first, IntConsumer answered) {
    SlotOwners.Owner owner = hand.owner;
    PeerLink link = links.to(owner);
    ForwardRun run = new ForwardRun(link, session, owner);
    int next = first;
    do {
      waitsForOthers = hand.command.isBlocking();
      run.add(hand.command, requests.get(next));
      next++;
    } while (!goesAlone(hand.command) && next < requests.size() && goesAlong(hand, next, owner));
    run.run(() -> answered.accept(answer(run, link, owner)));
  }

  private static boolean goesAlone(CatalogEntry command) {
    return command.isExec() || command.isBlocking();
  }

  private static boolean goesAlong(RequestInHand hand, int next, SlotOwners.Owner owner) {
    hand.look(next);
    return hand.refusal == null
        && owner.equals(hand.owner)
        && !goesAlone(hand.command)
        && !hand.isHeldByPause();
  }

  private int answer(ForwardRun run, PeerLink link, SlotOwners.Owner owner) {
    waitsForOthers = false;
    List<ForwardRun.Item> items = run.items();
    int count = items.size();
    while (count > 0 && items.get(count - 1).mayBeTriedAgain()) {
      count--;
    }
    for (ForwardRun.Item item : items.subList(0, count)) {
      if (item.encoded() == null) {
        answers.answer(item.command, item.args, item.lost(), 0, run.durationNanos());
      } else {
        answers.passOn(item.command, item.args, item.encoded(), run.durationNanos());
        noteWatch(item, link, owner);
      }
      if (item.command.isExec()) {
        session.transaction().discard();
      }
    }
    return count;
  }

  private void noteWatch(ForwardRun.Item item, PeerLink link, SlotOwners.Owner owner) {
    if (item.command.def().handler() instanceof Handler.Watching && item.encoded().equals(OK)) {
      link.setWatches(true);
      session.transaction().watchElsewhere(owner.id(), routing.slotsOf(item.command, item.args));
    }
  }

  /** The client has gone. */
  void close() {
    links.close();
  }
}
