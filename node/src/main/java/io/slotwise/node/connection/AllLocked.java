package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.store.MoreTurns;

/** A transaction that has locked everything; for commands on whole databases it needs turns too. */
final class AllLocked extends WrappedScope {

  private final ExecutionServices services;

  AllLocked(TransactionScope inside, ExecutionServices services) {
    super(inside);
    this.services = services;
  }

  @Override
  public Reply run(CatalogEntry command, Args args) {
    if (services.routes().of(command).place() != KeyRoute.Place.NODE) {
      return inside().run(command, args);
    }
    Reply.Error refusal = services.nodeCalls().refuse(session(), command);
    if (refusal != null) {
      return refusal;
    }
    throw new MoreTurns(DeclaredSlots.ALL_SLOTS);
  }
}
