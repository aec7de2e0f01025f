package io.slotwise.node.connection;

import io.slotwise.node.pubsub.Topic;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the request whose turn it is in a batch, before it runs: its command, whether it
 * may run, which slots it touches.
 */
final class RequestInHand {

  private static final Logger log = LoggerFactory.getLogger(RequestInHand.class);

  private final ExecutionServices services;
  private final ClientSession session;
  private List<Args> requests;
  private BatchPlan plan;
  private int index;

  /** Null when no such command is known; then there is a refusal. */
  CatalogEntry command;

  /** Why it may not run, or null. */
  Reply.Error refusal;

  /** The one slot of all its keys, or -1. */
  int slot;

  /** The slots of its keys in ascending order where there are none or several, else null. */
  int[] slots;

  /** The other node that it is to run on, or null. */
  SlotOwners.Owner owner;

  /** Whether nobody is known who would run it: look again a little later. */
  boolean isWithoutOwner;

  /** Whether its answer is that of all nodes together. */
  boolean isGathered;

  private final SlotRouting routing;
  private final boolean isClustered;
  private final AnsweredAhead ahead = new AnsweredAhead();

  RequestInHand(ExecutionServices services, ClientSession session) {
    this.services = services;
    this.session = session;
    this.routing = new SlotRouting(services.owners(), services.routes());
    this.isClustered = services.owners().isClustered();
  }

  /** A new batch. */
  void begin(List<Args> batch, BatchPlan itsPlan) {
    requests = batch;
    plan = itsPlan;
    ahead.clear();
    forget();
  }

  /** The batch is done. */
  void end() {
    requests = List.of();
    plan = null;
  }

  /** What was found out may be true no longer. */
  void forget() {
    index = -1;
  }

  /** Finds out about a request, unless that is the one in hand. */
  void look(int next) {
    if (index == next) {
      return;
    }
    index = next;
    Args args = requests.get(next);
    command = plan.command(next);
    if (command == null && Gates.isHttp(args)) {
      log.warn("event=http_on_redis_port client={}", session.connection().remoteAddress());
      session.closeAfterReply();
      session.connection().close();
    }
    refusal = services.gates().check(session, command, args);
    if (refusal == null && session.transaction().isOpen()) {
      refusal = heldUp(args);
    }
    slot = -1;
    slots = null;
    owner = null;
    isWithoutOwner = false;
    isGathered = false;
    if (refusal != null) {
      refusal = session.transaction().refuse(command, refusal);
    } else if (!isToBeQueued() && place() == KeyRoute.Place.SLOT) {
      slot = plan.slot(next);
      if (slot == BatchPlan.NO_SLOT) {
        findSlots(services.routes().of(command), args);
      }
    }
    if (isClustered && refusal == null) {
      route(args);
      isGathered = mayBeGathered() && isForAll(args);
    }
    if (services.replicaRule().isOn() && runsHere() && writes() && lacksReplicas(args)) {
      refusal = session.transaction().refuse(command, ReplicaRule.TOO_FEW);
    }
  }

  private boolean writes() {
    return command.isWrite() || command.isExec() && session.transaction().writes();
  }

  private boolean lacksReplicas(Args args) {
    SlotOwners owners = services.owners();
    int[] touched = slot >= 0 ? new int[] {slot} : slotsOf(args);
    if (touched.length == 0) {
      return !owners.isClustered() && services.replicaRule().refuses(0);
    }
    return Arrays.stream(touched)
        .filter(owners::serves)
        .anyMatch(each -> services.replicaRule().refuses(owners.shardOf(each)));
  }

  /** One of the slots that it touches, all of which one node serves; there is one at least. */
  int anySlot(Args args) {
    return slot >= 0 ? slot : slotsOf(args)[0];
  }

  private int[] slotsOf(Args args) {
    return command.isExec()
        ? routing.slotsOf(session.transaction())
        : routing.slotsOf(command, args);
  }

  private boolean mayBeGathered() {
    return command.isGathered() && session.face() == Face.ONE_SERVER && !isToBeQueued();
  }

  private boolean isForAll(Args args) {
    return ((GatheredHandler) command.def().handler()).concernsOthers(args);
  }

  /**
   * Inside MULTI whoever needs what a script holds that takes long is not queued, and EXEC is
   * refused; Redis does so to everybody.
   */
  private Reply.Error heldUp(Args args) {
    Transaction transaction = session.transaction();
    RequestRoutes routes = services.routes();
    RunningScripts running = services.scripts().running();
    if (command.isExec()) {
      return rejected(running.busyFor(() -> transaction.footprint(routes, session.database())));
    }
    KeyRoute route = routes.of(command);
    if (!command.isQueued() || !route.hasSlots()) {
      return null;
    }
    Reply.Error busy = running.busyFor(() -> route.footprint(session.database(), args));
    if (busy != null) {
      transaction.heldUp(command, args);
    }
    return rejected(busy);
  }

  private Reply.Error rejected(Reply.Error busy) {
    if (busy != null) {
      command.stats().recordRejected(session.connection().loopIndex());
    }
    return busy;
  }

  /** Finds out on which node of the cluster it is to run. */
  private void route(Args args) {
    if (ahead.has(index)) {
      owner = ahead.get(index).owner();
      return;
    }
    SlotRouting.Decision decision;
    KeyRoute keys = services.routes().of(command);
    if (keys.isOnChannels() && session.face() == Face.CLUSTER) {
      decision = routing.decide(Face.CLUSTER, keys.slots(args));
    } else if (slot >= 0) {
      decision = routing.decide(session.face(), slot);
    } else if (slots != null) {
      decision = routing.decide(session.face(), slots);
    } else if (command.isExec() && session.transaction().checkExec() == null) {
      decision = routing.decide(session.face(), routing.slotsOf(session.transaction()));
    } else if (isToBeQueued() ? session.face() != Face.ONE_SERVER : command.isScript()) {
      decision = routing.decide(session.face(), routing.slotsOf(command, args));
    } else {
      return;
    }
    owner = decision.owner();
    isWithoutOwner = decision.where() == SlotRouting.Where.UNKNOWN;
    if (decision.refusal() != null) {
      refuse(decision.refusal());
    }
  }

  /** What other nodes have answered already. */
  AnsweredAhead ahead() {
    return ahead;
  }

  /** Refuses it for a reason that lies with the cluster. */
  void refuse(Reply.Error why) {
    refusal = session.transaction().redirect(command, why);
    isWithoutOwner = false;
  }

  private void findSlots(KeyRoute route, Args args) {
    try {
      slots = route.slots(args);
    } catch (CommandError error) {
      refusal = error.reply();
      return;
    }
    if (slots.length == 1) {
      slot = slots[0];
      slots = null;
    }
  }

  /** Whether it may run, and on this node. */
  boolean runsHere() {
    return refusal == null && !leavesNode() && !isWithoutOwner;
  }

  /** Whether it is to be run on another node, or there too. */
  boolean leavesNode() {
    return owner != null || isGathered;
  }

  KeyRoute.Place place() {
    return services.routes().of(command).place();
  }

  /** Whether it waits for EXEC. */
  boolean isToBeQueued() {
    return session.transaction().isOpen() && command.isQueued();
  }

  /** Whether it has to wait before it runs: {@link #whenFree}. */
  boolean isHeld() {
    return isHeldByPause() || !areOthersTold();
  }

  /** Runs the code, on any thread, when it may be worth looking again. */
  void whenFree(Runnable code) {
    if (isHeldByPause()) {
      services.pause().whenResumed(code);
    } else {
      services.others().listening().whenKnown(topics(), code);
    }
  }

  private boolean areOthersTold() {
    return !isClustered
        || command.subscribing() == null
        || services.others().listening().isKnown(topics());
  }

  private Set<Topic> topics() {
    return command.subscribing().topics(session, requests.get(index));
  }

  /** Whether CLIENT PAUSE holds it back, or what EXEC stands for. */
  boolean isHeldByPause() {
    CatalogEntry queuedWriter = command.isExec() ? session.transaction().firstWriter() : null;
    return services.pause().holds(queuedWriter == null ? command : queuedWriter);
  }
}
