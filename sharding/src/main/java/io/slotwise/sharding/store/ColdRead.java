package io.slotwise.sharding.store;

/**
 * A read found that the value may be on disk and that it must not wait for it, or something would
 * take longer than an event loop can spare. Whoever runs the batch rolls it back and runs it again
 * where waiting is allowed.
 */
public final class ColdRead extends RunAgain {

  /** The one there is: it carries nothing and costs nothing. */
  public static final ColdRead INSTANCE = new ColdRead();

  private ColdRead() {
    super("the value is on disk");
  }
}
