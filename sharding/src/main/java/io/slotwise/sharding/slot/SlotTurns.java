package io.slotwise.sharding.slot;

import akka.actor.typed.ActorRef;
import io.slotwise.protocol.Slots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
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
  private static final int LOCKS = 64;

  private final SlotGate gate = new SlotGate(Slots.COUNT);
  private final AtomicReferenceArray<ActorRef<SlotEntity.Command>> entities =
      new AtomicReferenceArray<>(Slots.COUNT);
  private final LongAdder granted = new LongAdder();
  private volatile int openSlots;

  /** Requests for slots that have no entity yet, by slot; guarded by this. */
  private final Map<Integer, List<Runnable>> untilOpen = new HashMap<>();

  /** Entities that take no more requests; each guarded by the lock of its slot. */
  private final boolean[] ending = new boolean[Slots.COUNT];

  private final Object[] locks = new Object[LOCKS];

  /** Where requests wait that have no entity, or null where they wait for one. */
  private volatile Executor waiting;

  /** No slot is open: each opens with its entity. */
  public SlotTurns() {
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * From now on slots are served as {@link #serve} and {@link #leave} say, with or without an
   * entity: at first none. To be called before anything else.
   *
   * @param forWaiting threads on which a request waits for a turn while the slot has no entity
   */
  public void followLeaders(Executor forWaiting) {
    for (int slot = 0; slot < Slots.COUNT; slot++) {
      gate.leave(slot);
      gate.remove(slot);
    }
    waiting = forWaiting;
  }

  /** This node serves the slots from now on. */
  public void serve(int first, int last) {
    for (int slot = first; slot <= last; slot++) {
      gate.serve(slot);
    }
  }

  /** Another node serves the slots: no turn begins here any more but for background work. */
  public void leave(int first, int last) {
    for (int slot = first; slot <= last; slot++) {
      gate.leave(slot);
    }
  }

  /** Whether this node serves the slot; on a node alone always. */
  public boolean serves(int slot) {
    return gate.isServed(slot);
  }

  /** Whether the slot's entity runs on this node. */
  public boolean hasEntity(int slot) {
    return entities.get(slot) != null;
  }

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
    if (!toldEntity(slot, onGranted)) {
      Executor threads = waiting;
      if (threads == null) {
        tellEntityOnceOpen(slot, onGranted);
      } else {
        threads.execute(
            () -> {
              take(slot);
              onGranted.run();
            });
      }
    }
  }

  /** The lock makes sure that an entity which ends has every request that was told to it. */
  private boolean toldEntity(int slot, Runnable onGranted) {
    synchronized (lock(slot)) {
      ActorRef<SlotEntity.Command> entity = entities.get(slot);
      if (entity == null || ending[slot]) {
        return false;
      }
      entity.tell(new SlotEntity.RequestTurn(onGranted));
      return true;
    }
  }

  private Object lock(int slot) {
    return locks[slot % LOCKS];
  }

  private synchronized void tellEntityOnceOpen(int slot, Runnable onGranted) {
    if (!toldEntity(slot, onGranted)) {
      untilOpen.computeIfAbsent(slot, any -> new ArrayList<>()).add(onGranted);
    }
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
    ActorRef<SlotEntity.Command> before;
    synchronized (lock(slot)) {
      ending[slot] = false;
      before = entities.getAndSet(slot, entity);
    }
    if (before == null) {
      openSlots++;
      notifyAll();
      untilOpen
          .getOrDefault(slot, List.of())
          .forEach(waiting -> entity.tell(new SlotEntity.RequestTurn(waiting)));
      untilOpen.remove(slot);
    }
  }

  /** Called by the entity that ends: no request is told to it any more. */
  void ending(int slot) {
    synchronized (lock(slot)) {
      ending[slot] = true;
    }
  }

  /** Called by the entity when it has the turn for good: nobody is inside, nobody comes in. */
  synchronized void closed(int slot, ActorRef<SlotEntity.Command> entity) {
    if (entities.compareAndSet(slot, entity, null)) {
      openSlots--;
      if (waiting != null) {
        gate.remove(slot);
      }
    }
  }

  SlotGate gate() {
    return gate;
  }

  void countGrant() {
    granted.increment();
  }
}
