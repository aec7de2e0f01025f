package io.slotwise.sharding.slot;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;

/**
 * The owner of one slot: it opens and closes it and decides who has the turn whenever somebody has
 * to wait. Sharded, one for each slot, entity id = slot number.
 *
 * <p>While the slot is idle and nobody waits, it has nothing to do: turns are taken without it.
 */
public final class SlotEntity {

  /**
   * What an entity is told. Requests hold code and stay on the node; only {@link Open} and {@link
   * Stop} come by sharding.
   */
  public sealed interface Command {}

  /** Brings the entity to life: sharding starts it with the first message. */
  public enum Open implements Command {
    INSTANCE
  }

  /** Close the slot and end. Sent by sharding at a hand-over, and by a node that stops. */
  public enum Stop implements Command {
    INSTANCE
  }

  /** Somebody waits for the turn; the code is called once when it is granted. */
  record RequestTurn(Runnable onGranted) implements Command {}

  /** A turn came back behind the closed gate. */
  enum TurnReturned implements Command {
    INSTANCE
  }

  /** To itself when it ends: all requests that were told to it came before. */
  enum LastRequest implements Command {
    INSTANCE
  }

  private final int slot;
  private final SlotTurns turns;
  private final ActorRef<Command> self;
  private final SlotQueue queue;
  private SlotPhase phase = SlotPhase.OPENING;

  private SlotEntity(int slot, SlotTurns turns, ActorContext<Command> context) {
    this.slot = slot;
    this.turns = turns;
    this.self = context.getSelf();
    this.queue = new SlotQueue(slot, turns.gate());
  }

  /** The behaviour of a slot that is to be opened on this node. */
  public static Behavior<Command> create(int slot, SlotTurns turns) {
    return Behaviors.setup(context -> new SlotEntity(slot, turns, context).opening());
  }

  private Behavior<Command> opening() {
    turns.opened(slot, self);
    return serving();
  }

  private Behavior<Command> serving() {
    phase = phase.become(SlotPhase.SERVING);
    queue.serve();
    return Behaviors.receive(Command.class)
        .onMessageEquals(Open.INSTANCE, Behaviors::same)
        .onMessage(RequestTurn.class, this::onRequest)
        .onMessageEquals(TurnReturned.INSTANCE, this::onProceed)
        .onMessageEquals(Stop.INSTANCE, this::closing)
        .onMessageEquals(LastRequest.INSTANCE, Behaviors::same)
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  private Behavior<Command> onRequest(RequestTurn request) {
    queue.add(request.onGranted());
    return onProceed();
  }

  private Behavior<Command> onProceed() {
    Runnable next = queue.proceed();
    if (next != null) {
      turns.countGrant();
      next.run();
    }
    return Behaviors.same();
  }

  /** Those who have asked get their turn; then the slot ends. */
  private Behavior<Command> closing() {
    turns.ending(slot);
    self.tell(LastRequest.INSTANCE);
    phase = phase.become(SlotPhase.CLOSING);
    return Behaviors.receive(Command.class)
        .onMessageEquals(Open.INSTANCE, Behaviors::same)
        .onMessageEquals(Stop.INSTANCE, Behaviors::same)
        .onMessage(RequestTurn.class, this::onRequest)
        .onMessageEquals(TurnReturned.INSTANCE, this::onProceed)
        .onMessageEquals(LastRequest.INSTANCE, this::ended)
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  private Behavior<Command> ended() {
    if (queue.shut()) {
      return Behaviors.stopped();
    }
    return Behaviors.receive(Command.class)
        .onMessageEquals(Open.INSTANCE, Behaviors::same)
        .onMessageEquals(Stop.INSTANCE, Behaviors::same)
        .onMessage(RequestTurn.class, this::onRequest)
        .onMessageEquals(LastRequest.INSTANCE, Behaviors::same)
        .onMessageEquals(TurnReturned.INSTANCE, this::onReturnedWhileEnding)
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  private Behavior<Command> onReturnedWhileEnding() {
    onProceed();
    return queue.shut() ? Behaviors.stopped() : Behaviors.same();
  }

  private Behavior<Command> onStopped() {
    if (phase != SlotPhase.CLOSED) {
      queue.shut();
      phase = phase.become(SlotPhase.CLOSED);
      turns.closed(slot, self);
    }
    return Behaviors.same();
  }
}
