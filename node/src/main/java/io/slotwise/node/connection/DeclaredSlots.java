package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.store.ColdRead;
import io.slotwise.sharding.store.MoreTurns;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A transaction that may touch the keys in the slots that it holds, and no others. */
final class DeclaredSlots extends WrappedScope {

  static final int[] ALL_SLOTS = IntStream.range(0, Slots.COUNT).toArray();

  private final int[] held;
  private final ExecutionServices services;
  private boolean lacks;
  private boolean changedDatabases;

  /**
   * @param held ascending
   */
  DeclaredSlots(TransactionScope inside, int[] held, ExecutionServices services) {
    super(inside);
    this.held = held;
    this.services = services;
  }

  @Override
  public Reply run(CatalogEntry command, Args args) {
    KeyRoute route = services.routes().of(command);
    if (route.place() == KeyRoute.Place.NODE) {
      return runOnNode(command, args);
    }
    if (route.place() == KeyRoute.Place.SLOT) {
      int slot = route.onlySlot(args);
      if (slot >= 0 ? !holds(slot) : !holdsAll(route.slots(args))) {
        return undeclared(slot >= 0 ? new int[] {slot} : route.slots(args), command);
      }
    }
    return inside().run(command, args);
  }

  /** A command on whole databases needs the turns of all slots. */
  private Reply runOnNode(CatalogEntry command, Args args) {
    Reply.Error refusal = services.nodeCalls().refuse(session(), command);
    if (refusal != null) {
      return refusal;
    }
    if (held.length < Slots.COUNT) {
      return undeclared(ALL_SLOTS, command);
    }
    if (command.isWrite()) {
      inside().commit();
      changedDatabases = true;
    }
    return services.nodeCalls().run(session(), command, args);
  }

  /** The log position that a reply must wait for, where that is later than the given one. */
  long dependsOn(long position) {
    return changedDatabases ? Math.max(position, services.nodeCalls().logPosition()) : position;
  }

  /** Whether it was left because it does not hold enough. */
  boolean isLacking() {
    return lacks;
  }

  private boolean holds(int slot) {
    return Arrays.binarySearch(held, slot) >= 0;
  }

  private boolean holdsAll(int[] slots) {
    for (int slot : slots) {
      if (!holds(slot)) {
        return false;
      }
    }
    return true;
  }

  private Reply undeclared(int[] slots, CatalogEntry command) {
    if (services.scripts().settings().undeclaredKeys() == ScriptSettings.UndeclaredKeys.ESCALATE) {
      if (!inside().mayTakeTime()) {
        lacks = true;
        throw ColdRead.INSTANCE;
      }
      throw new MoreTurns(Arrays.stream(slots).filter(slot -> !holds(slot)).toArray());
    }
    return undeclaredKey(command);
  }

  /** The error of a command with a key that the script has not declared. */
  static Reply.Error undeclaredKey(CatalogEntry command) {
    return Errors.err(
        "Script attempted to access a key that it has not declared, by '"
            + command.name()
            + "': see lua-undeclared-keys");
  }
}
