package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import java.util.List;
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

  RequestInHand(ExecutionServices services, ClientSession session) {
    this.services = services;
    this.session = session;
  }

  /** A new batch. */
  void begin(List<Args> batch, BatchPlan itsPlan) {
    requests = batch;
    plan = itsPlan;
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
    slot = -1;
    slots = null;
    if (refusal != null) {
      refusal = session.transaction().refuse(command, refusal);
    } else if (!isToBeQueued() && place() == KeyRoute.Place.SLOT) {
      slot = plan.slot(next);
      if (slot == BatchPlan.NO_SLOT) {
        findSlots(services.routes().of(command), args);
      }
    }
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

  KeyRoute.Place place() {
    return services.routes().of(command).place();
  }

  /** Whether it waits for EXEC. */
  boolean isToBeQueued() {
    return session.transaction().isOpen() && command.isQueued();
  }

  /** Whether CLIENT PAUSE holds it back, or what EXEC stands for. */
  boolean isHeldByPause() {
    CatalogEntry queuedWriter = command.isExec() ? session.transaction().firstWriter() : null;
    return services.pause().holds(queuedWriter == null ? command : queuedWriter);
  }
}
