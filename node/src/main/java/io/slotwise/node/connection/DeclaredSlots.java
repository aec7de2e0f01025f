package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.store.ColdRead;
import io.slotwise.sharding.store.MoreTurns;
import java.util.Arrays;

/** A transaction that may touch the keys in the slots that it holds, and no others. */
final class DeclaredSlots implements TransactionScope {

  private final TransactionScope inside;
  private final int[] held;
  private final RequestRoutes routes;
  private final ScriptSettings settings;
  private boolean lacks;

  /**
   * @param held ascending
   */
  DeclaredSlots(
      TransactionScope inside, int[] held, RequestRoutes routes, ScriptSettings settings) {
    this.inside = inside;
    this.held = held;
    this.routes = routes;
    this.settings = settings;
  }

  @Override
  public Reply run(CatalogEntry command, Args args) {
    KeyRoute route = routes.of(command);
    if (route.place() == KeyRoute.Place.SLOT) {
      int slot = route.onlySlot(args);
      if (slot >= 0 ? !holds(slot) : !holdsAll(route.slots(args))) {
        return undeclared(slot >= 0 ? new int[] {slot} : route.slots(args), command);
      }
    }
    return inside.run(command, args);
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
    if (settings.undeclaredKeys() == ScriptSettings.UndeclaredKeys.ESCALATE) {
      if (!inside.mayTakeTime()) {
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

  @Override
  public Runnable savepoint() {
    return inside.savepoint();
  }

  @Override
  public boolean mayTakeTime() {
    return inside.mayTakeTime();
  }

  @Override
  public ClientSession session() {
    return inside.session();
  }
}
