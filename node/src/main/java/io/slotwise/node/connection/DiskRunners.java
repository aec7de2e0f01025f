package io.slotwise.node.connection;

import io.slotwise.node.connection.WaitingClients.Place;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.lock.Footprint;
import io.slotwise.sharding.lock.LockTransaction;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.KeyLocked;
import io.slotwise.sharding.store.KeyWriteListener;
import io.slotwise.sharding.store.MoreTurns;
import io.slotwise.sharding.store.NodeStore;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

/**
 * A {@link SlotRunner} for each disk thread, and what is left to these threads: waiting clients
 * that could not be served where their key was written, or whose key was written by the store
 * itself.
 */
public final class DiskRunners implements KeyWriteListener {

  private final NodeStore store;
  private final WaitingClients waiting;
  private final SlotTurns turns;
  private final SlotOwners owners;
  private final ReplicaRule replicaRule;
  private final KeyTracking tracking;
  private final Executor threads;
  private final InstantSource clock;
  private final ThreadLocal<SlotRunner> ofThread = ThreadLocal.withInitial(this::newRunner);

  public DiskRunners(
      NodeStore store,
      WaitingClients waiting,
      SlotTurns turns,
      SlotOwners owners,
      ReplicaRule replicaRule,
      KeyTracking tracking,
      Executor threads,
      InstantSource clock) {
    this.store = store;
    this.waiting = waiting;
    this.turns = turns;
    this.owners = owners;
    this.replicaRule = replicaRule;
    this.tracking = tracking;
    this.threads = threads;
    this.clock = clock;
  }

  /** A runner for a thread that makes its own. */
  SlotRunner newRunner() {
    return new SlotRunner(
        store.newTurnKeyspace(), waiting, turns, this, tracking, owners, replicaRule);
  }

  /** The runner of the calling thread. */
  SlotRunner get() {
    return ofThread.get();
  }

  /** Has a disk thread serve whoever waits for the key. */
  void serveLater(Place place) {
    serveLater(place, null);
  }

  /** The same in further turns. */
  void serveInTurns(Place place, MoreTurns needed) {
    execute(() -> serve(place, null, needed.besides()));
  }

  /** The same once a lock of somebody else is out of the way. */
  void serveOnceFree(Place place, KeyLocked met) {
    Footprint footprint = Footprint.empty().key(place.database(), place.key(), true);
    met.addTo(footprint);
    LockTransaction locks = store.locks().newTransaction(footprint);
    locks.acquire(() -> serveLater(place, locks));
  }

  private void serveLater(Place place, LockTransaction locks) {
    execute(
        () -> {
          try {
            serve(place, locks);
          } finally {
            if (locks != null) {
              locks.end();
            }
          }
        });
  }

  private void execute(Runnable serving) {
    try {
      threads.execute(serving);
    } catch (RejectedExecutionException stopped) {
      // The node stops: its clients wait for nothing any more.
    }
  }

  /**
   * @param besides slots whose turns are needed beside those of the keys
   */
  private void serve(Place place, LockTransaction locks, int... besides) {
    IntStream slots = IntStream.concat(IntStream.of(Slots.of(place.key())), IntStream.of(besides));
    Iterator<Waiter> line = waiting.line(place).iterator();
    if (!line.hasNext()) {
      return;
    }
    IntStream also = line.next().waiting().alsoTouches().stream().mapToInt(Slots::of);
    int[] all = IntStream.concat(slots, also).sorted().distinct().toArray();
    SlotRunner runner = get();
    turns.runExclusively(
        all,
        () -> {
          runner.actingFor(locks);
          runner.serve(place, clock.millis(), all);
        });
  }

  @Override
  public boolean isListening() {
    return !waiting.isEmpty() || tracking.isOn();
  }

  @Override
  public void onWrite(int database, byte[] key, long logPosition) {
    if (tracking.isOn()) {
      tracking.invalidate(null, List.of(Bytes.wrap(key)), logPosition);
    }
    Place place = new Place(database, Bytes.wrap(key));
    if (waiting.hasLine(place)) {
      serveLater(place);
    }
  }

  @Override
  public void onFlush(int database, long logPosition) {
    if (tracking.isOn()) {
      tracking.invalidateAll(logPosition);
    }
    waiting.places(database).forEach(this::serveLater);
  }
}
