package io.slotwise.node.connection;

import io.slotwise.node.connection.WaitingClients.Place;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.Waiting;
import io.slotwise.sharding.lock.LockTransaction;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.ColdRead;
import io.slotwise.sharding.store.KeyLocked;
import io.slotwise.sharding.store.KeyWriteListener;
import io.slotwise.sharding.store.MoreTurns;
import io.slotwise.sharding.store.TurnKeyspace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves clients that wait for a key as soon as a command has written it, before the turn is given
 * back: nobody comes in between. What serving writes may make other keys ready, which follow.
 *
 * <p>What cannot be done here (a value is on disk only, the turn of a destination is taken) is done
 * by a disk thread a moment later, from the front of the same line.
 *
 * <p>One for each {@link SlotRunner}, used in turns that its thread holds.
 */
final class LineServer implements KeyWriteListener {

  private static final Logger log = LoggerFactory.getLogger(LineServer.class);

  private final TurnKeyspace keyspace;
  private final WaitingClients waiting;
  private final SlotTurns turns;
  private final DiskRunners disk;
  private final KeyTracking tracking;
  private final SlotOwners owners;
  private final List<Bytes> written = new ArrayList<>();
  private final Deque<Place> ready = new ArrayDeque<>();
  private final Set<Place> known = new HashSet<>();

  /** The moment and the place at which waiters are served now. */
  private long nowMs;

  private boolean mayBlock;
  private LockTransaction holder;
  private int[] held;

  LineServer(
      TurnKeyspace keyspace,
      WaitingClients waiting,
      SlotTurns turns,
      DiskRunners disk,
      KeyTracking tracking,
      SlotOwners owners) {
    this.tracking = tracking;
    this.owners = owners;
    this.keyspace = keyspace;
    this.waiting = waiting;
    this.turns = turns;
    this.disk = disk;
  }

  @Override
  public boolean isListening() {
    return !waiting.isEmpty() || tracking.isOn();
  }

  @Override
  public void onWrite(int database, byte[] key, long logPosition) {
    if (tracking.isOn()) {
      written.add(Bytes.wrap(key));
    }
    if (waiting.isEmpty()) {
      return;
    }
    Place place = new Place(database, Bytes.wrap(key));
    if (waiting.hasLine(place) && known.add(place)) {
      ready.add(place);
    }
  }

  @Override
  public void onFlush(int database, long logPosition) {
    throw new IllegalStateException("keyspaces write keys, they do not empty databases");
  }

  /**
   * Makes real what a client's request has written, and tells those who keep what they have read
   * which keys that were.
   *
   * @param writer whose request it was
   * @param shard that it touched, or -1
   */
  void commitFor(ClientSession writer, int shard) {
    if (keyspace.commit() && owners.isClustered() && shard >= 0) {
      writer.wrote(shard, keyspace.dependsOn());
    }
    if (!written.isEmpty()) {
      tracking.invalidate(writer.tracking(), written, keyspace.dependsOn());
      written.clear();
    }
  }

  /** Whether a key was written that somebody waits for. */
  boolean hasReady() {
    return !ready.isEmpty();
  }

  /**
   * Serves whoever waits for the keys that are ready, in the order in which they became so.
   *
   * @param heldSlots whose turns are held: those of the keys that were written, at least
   * @param mayBlock whether reads may wait for the disk
   * @param lockHolder whose locks are not in the way, or null
   */
  void serveReady(long nowMs, boolean mayBlock, LockTransaction lockHolder, int... heldSlots) {
    this.nowMs = nowMs;
    this.mayBlock = mayBlock;
    this.holder = lockHolder;
    this.held = heldSlots;
    for (Place place = ready.poll(); place != null; place = ready.poll()) {
      known.remove(place);
      serveLine(place);
    }
  }

  /** The same for one key, whether it was written here or not; reads may wait for the disk. */
  void serve(Place place, long nowMs, LockTransaction lockHolder, int... heldSlots) {
    if (known.add(place)) {
      ready.add(place);
    }
    serveReady(nowMs, true, lockHolder, heldSlots);
  }

  private void serveLine(Place place) {
    Boolean gone = null;
    for (Waiter waiter : waiting.line(place)) {
      keyspace.begin(nowMs, place.database(), mayBlock);
      keyspace.actingFor(holder);
      keyspace.holding(held);
      boolean handed = false;
      try {
        Value value = keyspace.peek(place.key());
        if (gone == null) {
          gone = value == null;
        }
        if (value == null && !gone) {
          // Those in front have taken everything.
          return;
        }
        Waiting request = waiter.waiting();
        boolean fits = value != null && value.type() == request.awaits() || request.seesLoss();
        handed = fits && waiter.isWaiting() && !serveWithDestination(waiter, place);
      } catch (ColdRead onDisk) {
        handed = true;
      } catch (MoreTurns needed) {
        disk.serveInTurns(place, needed);
        return;
      } catch (KeyLocked met) {
        disk.serveOnceFree(place, met);
        return;
      } finally {
        keyspace.rollback();
      }
      if (handed) {
        disk.serveLater(place);
        return;
      }
    }
  }

  /** Takes the turns that are still missing. False if one of them is not to be had now. */
  private boolean serveWithDestination(Waiter waiter, Place place) {
    Waiting request = waiter.waiting();
    int missing = -1;
    for (Bytes key : request.alsoTouches()) {
      int slot = Slots.of(key);
      if (slot != missing && Arrays.stream(held).noneMatch(heldSlot -> heldSlot == slot)) {
        if (missing >= 0 || !turns.tryTake(slot)) {
          release(missing);
          return false;
        }
        missing = slot;
      }
    }
    try {
      if (missing >= 0) {
        keyspace.holding(
            IntStream.concat(IntStream.of(held), IntStream.of(missing)).sorted().toArray());
      }
      serveOne(waiter, place.key());
    } finally {
      release(missing);
    }
    return true;
  }

  private void release(int slot) {
    if (slot >= 0) {
      turns.release(slot);
    }
  }

  /** Serves one waiter if it can be; what it writes counts only if nobody has ended it before. */
  private void serveOne(Waiter waiter, Bytes key) {
    Reply reply;
    try {
      reply = waiter.waiting().serve(keyspace, key);
      if (reply == null || !waiter.claim()) {
        return;
      }
    } catch (CommandError error) {
      keyspace.rollback();
      reply = error.reply();
      if (!waiter.claim()) {
        return;
      }
    }
    try {
      commitFor(waiter.client(), owners.shardOf(Slots.of(key)));
      waiter.finish(reply, keyspace.dependsOn());
    } catch (RuntimeException defect) {
      log.error("event=serving_failed command={}", waiter.command().name(), defect);
      waiter.finish(Errors.err("internal error, see the log"), 0);
    }
  }
}
