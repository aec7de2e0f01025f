package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.store.MoreTurns;

/** A transaction that holds locks, and the turns of a request's slots while that runs. */
final class LockedScope implements TransactionScope {

  private final ExecutionServices services;
  private final SlotRunner runner;
  private final ClientSession session;

  LockedScope(ExecutionServices services, SlotRunner runner, ClientSession session) {
    this.services = services;
    this.runner = runner;
    this.session = session;
  }

  @Override
  public Reply run(CatalogEntry command, Args args) {
    if (command.def().handler() instanceof Handler.OnConnection) {
      return OtherHandlers.onConnection(session, command, args);
    }
    int[] slots = services.routes().of(command).slots(args);
    while (true) {
      try {
        return runIn(slots, command, args);
      } catch (MoreTurns needed) {
        slots = needed.besides(slots);
      }
    }
  }

  private Reply runIn(int[] slots, CatalogEntry command, Args args) {
    Reply[] reply = new Reply[1];
    services
        .turns()
        .runExclusively(slots, () -> reply[0] = runner.runInTurns(slots, session, command, args));
    return reply[0];
  }

  @Override
  public void commit() {
    throw new IllegalStateException("whole databases are changed in the turns of all slots");
  }

  @Override
  public Runnable savepoint() {
    return runner.savepoint();
  }

  @Override
  public boolean mayTakeTime() {
    return true;
  }

  @Override
  public ClientSession session() {
    return session;
  }
}
