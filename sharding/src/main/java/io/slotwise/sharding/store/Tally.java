package io.slotwise.sharding.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A counter with one writing thread at a time and any number of readers: costs a plain add. */
public final class Tally {

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Tally.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through VALUE
  private long value;

  public void add(long count) {
    VALUE.setOpaque(this, (long) VALUE.getOpaque(this) + count);
  }

  public long get() {
    return (long) VALUE.getOpaque(this);
  }
}
