package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Handler;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
  private final DistantTracking tracking;
  private final ForwardWatch watch;
  private boolean waitsForOthers;

  Forwarding(ExecutionServices services, ClientSession session, Answers answers) {
    this.session = session;
    this.answers = answers;
    this.tracking = new DistantTracking(services.owners(), services.tracking(), session);
    session.tracking().setElsewhere(tracking);
    session.setPeers(new PeerLinks(services.peers(), session, tracking));
    this.routing = new SlotRouting(services.owners(), services.routes());
    this.watch =
        new ForwardWatch(
            services.owners(),
            session.connection(),
            look -> services.timer().schedule(look, ForwardWatch.LOOK_MS, TimeUnit.MILLISECONDS));
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
    if (hand.ahead().has(first)) {
      answered.accept(answerAhead(hand.ahead(), first));
      return;
    }
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
    PeerLink link = session.peers().to(owner);
    ForwardRun run = new ForwardRun(link, session, owner, routing);
    int next = first;
    do {
      waitsForOthers = hand.command.isBlocking();
      Args args = requests.get(next);
      run.add(hand.command, args);
      if (tracking.isOn()) {
        tracking.sends(link, hand.command, args, hand.anySlot(args));
      }
      next++;
    } while (!goesAlone(hand.command) && next < requests.size() && goesAlong(hand, next, owner));
    watch.begins(run);
    run.run(
        tracking::replied,
        () -> {
          watch.ends();
          answered.accept(answer(run, hand.ahead(), first));
        });
  }

  /**
   * All requests before the next one are answered, unless some behind it are too, ahead of their
   * turn: what was not to be told before is.
   */
  void settle(AnsweredAhead ahead) {
    if (ahead.isEmpty()) {
      tracking.passedOn();
    }
  }

  private int answerAhead(AnsweredAhead ahead, int first) {
    int next = first;
    while (ahead.has(next)) {
      answer(ahead.take(next));
      next++;
    }
    return next - first;
  }

  private static boolean goesAlone(CatalogEntry command) {
    return command.isExec() || command.isBlocking();
  }

  private static boolean goesAlong(RequestInHand hand, int next, SlotOwners.Owner owner) {
    hand.look(next);
    return hand.refusal == null
        && owner.equals(hand.owner)
        && !hand.ahead().has(next)
        && !goesAlone(hand.command)
        && !hand.isHeldByPause();
  }

  /**
   * Answers up to the first request that is to be tried again. What was done behind it is kept: the
   * node may have lost one of its shards in between, and serve the others.
   */
  private int answer(ForwardRun run, AnsweredAhead ahead, int first) {
    waitsForOthers = false;
    List<ForwardRun.Item> items = run.items();
    BitSet again = run.toBeTriedAgain();
    int count = again.isEmpty() ? items.size() : again.nextSetBit(0);
    items.subList(0, count).forEach(this::answer);
    for (int i = again.nextClearBit(count); i < items.size(); i = again.nextClearBit(i + 1)) {
      ahead.put(first + i, items.get(i));
    }
    return count;
  }

  private void answer(ForwardRun.Item item) {
    if (item.command.isExec()) {
      session.transaction().discard();
    }
    if (item.encoded() == null) {
      answers.answer(item.command, item.args, item.lost(), 0, item.durationNanos());
    } else if (item.mayBeTriedAgain()) {
      answers.answer(item.command, item.args, SlotRouting.LOST, 0, item.durationNanos());
    } else {
      answers.passOn(item.command, item.args, item.encoded(), item.durationNanos());
      noteWatch(item);
    }
  }

  private void noteWatch(ForwardRun.Item item) {
    if (item.command.def().handler() instanceof Handler.Watching && item.encoded().equals(OK)) {
      item.link().setWatches(true);
      session
          .transaction()
          .watchElsewhere(item.owner().id(), routing.slotsOf(item.command, item.args));
    }
  }
}
