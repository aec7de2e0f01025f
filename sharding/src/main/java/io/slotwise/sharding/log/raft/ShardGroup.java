package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.ShardPicture;
import io.slotwise.sharding.log.ShardStore;
import io.slotwise.sharding.log.raft.EntryFormat.Header;
import io.slotwise.sharding.replication.SlotRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the entries of a shard's log do on one of its replicas. Knows nothing of Raft but terms and
 * indexes.
 *
 * <p>What this node appended is in memory already: its entry only tells that it lasts. Everything
 * else is done in memory as the log says. When the lead is lost before everything appended is in
 * the log, memory has effects that the log may never have: then it forgets the shard, and does
 * again what the log has behind the disk's state, as a start would.
 */
final class ShardGroup {

  private static final Logger LOG = LoggerFactory.getLogger(ShardGroup.class);
  private static final long ROOM_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Where entries that were applied before can be read again. */
  interface Past {

    /** The entry's term, or -1 where it is none of this class's. */
    long term(long index);

    /** The entry's bytes. */
    ByteBuffer entry(long index);
  }

  final int shard;
  final SlotRange slots;

  private final ReplicatedLog log;
  private final ShardStore store;
  private final long origin;
  private final Past past;
  private final Runnable beforeReset;
  private final ReentrantLock applyLock = new ReentrantLock();

  /**
   * The parts so far of a batch that is not whole yet, without those that memory has already; null
   * between batches.
   */
  private List<byte[]> parts;

  private long appliedTerm;
  private long appliedIndex = -1;

  /**
   * @param origin tells this run of this node from all others
   * @param beforeReset called before memory forgets anything
   */
  ShardGroup(
      int shard,
      ReplicatedLog log,
      ShardStore store,
      long origin,
      Past past,
      Runnable beforeReset) {
    this.shard = shard;
    this.slots = SlotRange.ofShard(shard, log.shardCount());
    this.log = log;
    this.store = store;
    this.origin = origin;
    this.past = past;
    this.beforeReset = beforeReset;
  }

  /**
   * Begins where the disk is.
   *
   * @return the last entry whose effects are there, or null
   */
  Reach.OfShard start() {
    applyLock.lock();
    try {
      Reach.OfShard written = store.begin(shard, slots);
      log.host(shard, true);
      parts = null;
      appliedTerm = written == null ? 0 : written.term();
      appliedIndex = written == null ? -1 : written.index();
      if (written != null) {
        log.reached(shard, written.term(), written.index());
      }
      return written;
    } finally {
      applyLock.unlock();
    }
  }

  /** An entry is in the log for good. */
  void apply(long term, long index, ByteBuffer entry) {
    applyLock.lock();
    try {
      if (index <= appliedIndex) {
        // A picture of later was installed meanwhile.
        return;
      }
      resetIfNeeded();
      log.sizes().grew(shard, index, entry.remaining());
      doEntry(term, entry);
      applied(term, index);
    } finally {
      applyLock.unlock();
    }
  }

  /** Takes over a picture of the shard in place of what the log cannot tell any more. */
  void install(ShardPicture picture) {
    applyLock.lock();
    try {
      if (picture.reach().index() <= appliedIndex) {
        return;
      }
      log.raise(shard, picture.position());
      beforeReset.run();
      store.replace(shard, slots, picture);
      parts = null;
      log.wasReset(shard);
      applied(picture.reach().term(), picture.reach().index());
    } finally {
      applyLock.unlock();
    }
  }

  /** So is an entry that has no effects. */
  void applyNothing(long term, long index) {
    applyLock.lock();
    try {
      if (index > appliedIndex) {
        applied(term, index);
      }
    } finally {
      applyLock.unlock();
    }
  }

  /** Sees to it that memory has nothing of the shard that its log does not have. */
  void settle() {
    applyLock.lock();
    try {
      resetIfNeeded();
    } finally {
      applyLock.unlock();
    }
  }

  private void applied(long term, long index) {
    appliedTerm = term;
    appliedIndex = index;
    if (parts == null) {
      log.reached(shard, term, index);
    }
  }

  private void doEntry(long term, ByteBuffer entry) {
    Header header = Header.read(entry);
    if (header.term() != term) {
      // Computed under a lead that was lost: void, on every replica.
      parts = null;
      LOG.info("event=shard-entry-void shard={} term={} of={}", shard, term, header.term());
    } else if (header.origin() == origin && header.ends() && log.arrived(shard, header.batch())) {
      parts = null;
    } else if (header.begins() && header.ends()) {
      doBatch(bytes(entry));
    } else {
      doPart(header, entry);
    }
  }

  private void doPart(Header header, ByteBuffer part) {
    if (header.begins()) {
      parts = new ArrayList<>();
    }
    // Where the lead is lost before the last part, the log is done again from before the first.
    if (header.origin() != origin || !log.isInFlight(shard, header.batch())) {
      parts.add(bytes(part));
    }
    if (header.ends()) {
      ByteBuffer batch = ByteBuffer.allocate(parts.stream().mapToInt(each -> each.length).sum());
      parts.forEach(batch::put);
      doBatch(batch.array());
    }
  }

  private void doBatch(byte[] batch) {
    parts = null;
    LockSupport.parkNanos(store.delayNanosForEffects());
    awaitRoom();
    EntryFormat.read(batch, 0, batch.length, this::redo);
  }

  /**
   * Waits while memory is full of what is not on disk yet: the log goes on without it, and can be
   * read from the disk.
   */
  private void awaitRoom() {
    while (store.isFull() && log.letsWrite() && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(ROOM_LOOK_NANOS);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private void redo(long position, byte[] bytes, int offset, int length) {
    log.raise(shard, position);
    store.redo(slots, position, bytes, offset, length);
  }

  private void resetIfNeeded() {
    if (!log.isResetNeeded(shard)) {
      return;
    }
    beforeReset.run();
    Reach.OfShard written = store.reset(shard, slots);
    parts = null;
    long from = written == null ? 0 : written.index() + 1;
    for (long index = from; index <= appliedIndex; index++) {
      long term = past.term(index);
      if (term >= 0) {
        doEntry(term, past.entry(index));
      }
    }
    log.wasReset(shard);
    LOG.info(
        "event=shard-reset shard={} from={} to={} term={}", shard, from, appliedIndex, appliedTerm);
  }
}
