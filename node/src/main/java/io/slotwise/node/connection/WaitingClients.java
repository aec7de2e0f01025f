package io.slotwise.node.connection;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who waits for which key, in the order in which they came. Usable from any thread; a waiter is
 * entered in the turns of all its keys' slots, so whoever writes a key later, in its turn, finds
 * it.
 */
public final class WaitingClients {

  /** Beyond this many milliseconds a wait is as good as for ever. */
  private static final long TIMEOUT_MS_MAX = TimeUnit.DAYS.toMillis(36_500);

  /** What Redis says to those who wait on a server that becomes a replica. */
  private static final Reply.Error SERVED_ELSEWHERE =
      new Reply.Error(
          ErrorCode.UNBLOCKED,
          "force unblock from blocking operation, instance state changed (master -> replica?)");

  /** A key of a database. */
  record Place(int database, Bytes key) {}

  private final ConcurrentHashMap<Place, ConcurrentSkipListMap<Long, Waiter>> lines =
      new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong numbers = new AtomicLong();
  private final ScheduledExecutorService timer;

  public WaitingClients(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Whether nobody waits at all: cheap. */
  boolean isEmpty() {
    return count.get() == 0;
  }

  /** Enters a waiter at the end of the lines of all its keys; call it in the keys' turns. */
  void add(Waiter waiter) {
    waiter.enter(numbers.incrementAndGet());
    count.incrementAndGet();
    for (Bytes key : waiter.waiting().keys()) {
      lines.compute(
          new Place(waiter.database(), key.compact()),
          (place, known) -> {
            ConcurrentSkipListMap<Long, Waiter> line =
                known == null ? new ConcurrentSkipListMap<>() : known;
            line.put(waiter.number(), waiter);
            return line;
          });
    }
    long timeoutMs = waiter.waiting().timeoutMs();
    if (timeoutMs > 0) {
      Runnable end = waiter::endByTimeout;
      long delayMs = Math.min(timeoutMs, TIMEOUT_MS_MAX);
      waiter.setTimeout(timer.schedule(end, delayMs, TimeUnit.MILLISECONDS));
    }
  }

  /** Takes a waiter that has ended out of all lines; to be called once for each. */
  void remove(Waiter waiter) {
    count.decrementAndGet();
    for (Bytes key : waiter.waiting().keys()) {
      lines.computeIfPresent(
          new Place(waiter.database(), key),
          (place, line) -> {
            line.remove(waiter.number());
            return line.isEmpty() ? null : line;
          });
    }
  }

  /** Whether somebody waits for the key. */
  boolean hasLine(Place place) {
    return lines.containsKey(place);
  }

  /** Who waits for the key, who came first in front; a live view. */
  Collection<Waiter> line(Place place) {
    ConcurrentSkipListMap<Long, Waiter> line = lines.get(place);
    return line == null ? List.of() : line.values();
  }

  /**
   * Ends the waits for keys that another node serves from now on: what is written there is not seen
   * here.
   */
  public void leave(SlotOwners owners, int firstSlot, int lastSlot) {
    for (Map.Entry<Place, ConcurrentSkipListMap<Long, Waiter>> line : lines.entrySet()) {
      int slot = Slots.of(line.getKey().key());
      if (slot >= firstSlot && slot <= lastSlot) {
        for (Waiter waiter : line.getValue().values()) {
          boolean clusterClient = waiter.client().face() == Face.CLUSTER;
          waiter.endWith(
              clusterClient ? SlotRouting.lost(owners, Face.CLUSTER, slot) : SERVED_ELSEWHERE);
        }
      }
    }
  }

  /**
   * The keys that somebody waits for.
   *
   * @param database -1 for those of all
   */
  List<Place> places(int database) {
    return lines.keySet().stream()
        .filter(place -> database < 0 || place.database() == database)
        .toList();
  }
}
