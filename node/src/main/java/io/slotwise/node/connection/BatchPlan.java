package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import java.util.List;

/**
 * What can be known of the requests of a batch before the first of them runs: their commands and,
 * where they have one key, its slot. Found in one pass, which also has the processor fetch the
 * keys' entries side by side; one after the other, each request would wait for memory by itself.
 */
final class BatchPlan {

  /** A request whose slot has to be found when its turn comes, or that touches no key. */
  static final int NO_SLOT = -1;

  private static final BatchPlan EMPTY = new BatchPlan(0);

  private final CatalogEntry[] commands;
  private final int[] slots;
  private final int[] keys;

  private BatchPlan(int size) {
    commands = new CatalogEntry[size];
    slots = new int[size];
    keys = new int[size];
  }

  /**
   * @param database where the keys will most likely be looked for
   */
  static BatchPlan of(
      List<Args> requests, ExecutionServices services, SlotRunner runner, int database) {
    int size = requests.size();
    if (size == 0) {
      return EMPTY;
    }
    BatchPlan plan = new BatchPlan(size);
    for (int i = 0; i < size; i++) {
      plan.find(i, requests.get(i), services);
    }
    if (size > 1) {
      runner.prefetch(database, requests, plan.slots, plan.keys);
    }
    return plan;
  }

  private void find(int index, Args args, ExecutionServices services) {
    CatalogEntry command = services.catalog().find(args);
    commands[index] = command;
    slots[index] = NO_SLOT;
    if (command != null && command.accepts(args.count())) {
      KeyRoute route = services.routes().of(command);
      if (route.place() == KeyRoute.Place.SLOT) {
        slots[index] = route.onlySlot(args);
        keys[index] = route.onlyKey();
      }
    }
  }

  /** The command that a request names, or null. */
  CatalogEntry command(int index) {
    return commands[index];
  }

  /** The slot of a request's only key, or {@link #NO_SLOT}. */
  int slot(int index) {
    return slots[index];
  }
}
