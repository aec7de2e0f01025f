package io.slotwise.sharding.store;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.slot.Turns;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Turns without entities: a semaphore for each slot. */
public final class TestTurns implements Turns {

  private final Semaphore[] slots = new Semaphore[Slots.COUNT];

  public TestTurns() {
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = new Semaphore(1);
    }
  }

  @Override
  public boolean tryTake(int slot) {
    return slots[slot].tryAcquire();
  }

  @Override
  public boolean isIdle(int slot) {
    return slots[slot].availablePermits() > 0;
  }

  @Override
  public void request(int slot, Runnable onGranted) {
    CompletableFuture.runAsync(
        () -> {
          take(slot);
          onGranted.run();
        });
  }

  @Override
  public void take(int slot) {
    slots[slot].acquireUninterruptibly();
  }

  @Override
  public void release(int slot) {
    slots[slot].release();
  }

  @Override
  public void runExclusively(int slot, Runnable work) {
    take(slot);
    try {
      work.run();
    } finally {
      release(slot);
    }
  }
}
