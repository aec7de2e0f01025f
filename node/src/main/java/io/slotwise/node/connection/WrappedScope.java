package io.slotwise.node.connection;

/** A transaction seen through something that has a say in its requests, and in nothing else. */
abstract class WrappedScope implements TransactionScope {

  private final TransactionScope inside;

  WrappedScope(TransactionScope inside) {
    this.inside = inside;
  }

  /** The transaction itself, or what is wrapped around it already. */
  final TransactionScope inside() {
    return inside;
  }

  @Override
  public final void commit() {
    inside.commit();
  }

  @Override
  public final Runnable savepoint() {
    return inside.savepoint();
  }

  @Override
  public final boolean mayTakeTime() {
    return inside.mayTakeTime();
  }

  @Override
  public final ClientSession session() {
    return inside.session();
  }
}
