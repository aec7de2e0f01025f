package io.slotwise.sharding.slot;

import akka.actor.typed.ActorRef;
import io.slotwise.protocol.Slots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The turns of all slots of a node: the fast path takes them here, the slots' entities register
 * here.
 *
 * <p>A turn that cannot be had at once is asked for with {@link #request}: the slot's entity grants
 * it in order.
 */
public final class SlotTurns implements Turns {

  private static final int SPINS_BEFORE_PARK = 64;
  private static final long PARK_NANOS = 20_000;

  private final SlotGate gate = new SlotGate(Slots.COUNT);
  private final AtomicReferenceArray<ActorRef<SlotEntity.Command>> entities =
      new AtomicReferenceArray<>(Slots.COUNT);
  private final LongAdder granted = new LongAdder();
  private volatile int openSlots;

  /** Requests for slots that have no entity yet, by slot; guarded by this. */
  private final Map<Integer, List<Runnable>> untilOpen = new HashMap<>();

  @Override
  public boolean tryTake(int slot) {
    return gate.tryTake(slot);
  }

  @Override
  public void release(int slot) {
    if (gate.release(slot)) {
      ActorRef<SlotEntity.Command> entity = entities.get(slot);
      // Without an entity nobody waits: the slot is closed and the turn was background work.
      if (entity != null) {
        entity.tell(SlotEntity.TurnReturned.INSTANCE);
      }
    }
  }

  @Override
  public boolean isIdle(int slot) {
    return gate.isIdle(slot);
  }

  /** The slot's entity grants the turn, on its own thread. */
  @Override
  public void request(int slot, Runnable onGranted) {
    ActorRef<SlotEntity.Command> entity = entities.get(slot);
    if (entity == null) {
      entity = entityOrWait(slot, onGranted);
    }
    if (entity != null) {
      entity.tell(new SlotEntity.RequestTurn(onGranted));
    }
  }

  private synchronized ActorRef<SlotEntity.Command> entityOrWait(int slot, Runnable onGranted) {
    ActorRef<SlotEntity.Command> entity = entities.get(slot);
    if (entity == null) {
      untilOpen.computeIfAbsent(slot, any -> new ArrayList<>()).add(onGranted);
    }
    return entity;
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

  /**
   * The same in the turns of several slots together. Everybody takes several in ascending order, so
   * nobody waits in a circle.
   *
   * @param slots ascending, none twice
   */
  public void runExclusively(int[] slots, Runnable work) {
    int taken = 0;
    try {
      while (taken < slots.length) {
        take(slots[taken]);
        taken++;
      }
      work.run();
    } finally {
      for (int i = 0; i < taken; i++) {
        release(slots[i]);
      }
    }
  }

  @Override
  public void take(int slot) {
    int tries = 0;
    while (!gate.tryTakeBehindGate(slot)) {
      if (++tries < SPINS_BEFORE_PARK) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(PARK_NANOS);
      }
    }
  }

  /**
   * Slots that are open on this node: all {@link Slots#COUNT} of them when a node alone has
   * started.
   */
  public int openSlots() {
    return openSlots;
  }

  /**
   * Waits until that many slots are open.
   *
   * @return false if the time was up before
   */
  public synchronized boolean awaitOpen(int slots, Duration atMost) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + atMost.toNanos();
    while (openSlots < slots) {
      long leftMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return false;
      }
      wait(leftMs);
    }
    return true;
  }

  /** Turns that did not come at once but were granted by an entity. */
  public long grantedTurns() {
    return granted.sum();
  }

  /** Called by the entity when the slot may serve. */
  synchronized void opened(int slot, ActorRef<SlotEntity.Command> entity) {
    if (entities.getAndSet(slot, entity) == null) {
      openSlots++;
      notifyAll();
      untilOpen
          .getOrDefault(slot, List.of())
          .forEach(waiting -> entity.tell(new SlotEntity.RequestTurn(waiting)));
      untilOpen.remove(slot);
    }
  }

  /** Called by the entity when it has the turn for good: nobody is inside, nobody comes in. */
  synchronized void closed(int slot, ActorRef<SlotEntity.Command> entity) {
    if (entities.compareAndSet(slot, entity, null)) {
      openSlots--;
    }
  }

  SlotGate gate() {
    return gate;
  }

  void countGrant() {
    granted.increment();
  }
}
