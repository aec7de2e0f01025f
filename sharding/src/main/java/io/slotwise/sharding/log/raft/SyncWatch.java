package io.slotwise.sharding.log.raft;

import java.lang.reflect.Field;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLog;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogOutputStream;

/**
 * Whether a group's log reaches the disk. Under {@code everysec} Ratis syncs it behind the entries,
 * and keeps to itself when that fails: only the end of the segment waits for the outcome, and drops
 * it. After a sync that failed the system may have forgotten what it did not write, and later syncs
 * succeed: it has to be noticed the first time.
 *
 * <p>Ratis has no word for it, so its private fields are read; a test finds out when they change.
 * The other ways are worse: a second descriptor hears of such an error only where the system is a
 * Linux of the last years, and only if it was opened before; and waiting for syncs is {@code
 * fsync}.
 */
final class SyncWatch {

  private static final Field WRITER = field(SegmentedRaftLog.class, "fileLogWorker");
  private static final Field STREAM = field(WRITER.getType(), "out");
  private static final Field CHANNEL = field(SegmentedRaftLogOutputStream.class, "out");
  private static final Field SYNCS = field(CHANNEL.getType(), "flushFuture");

  private final Supplier<RaftServer.Division> replica;
  private final Consumer<Throwable> failed;

  /** The syncs so far of each segment that has some to come, or may have. */
  private final Set<AtomicReference<CompletableFuture<Void>>> segments =
      ConcurrentHashMap.newKeySet();

  private volatile AtomicReference<CompletableFuture<Void>> newest;

  /**
   * @param replica asked only once its log is written to
   * @param failed called for each look that finds one
   */
  SyncWatch(Supplier<RaftServer.Division> replica, Consumer<Throwable> failed) {
    this.replica = replica;
    this.failed = failed;
  }

  private static Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("this release of Ratis has no " + type + "." + name, e);
    }
  }

  /** The log's writer is about to sync a segment: on its thread, so that none is overlooked. */
  void syncs() {
    AtomicReference<CompletableFuture<Void>> current = current();
    if (current != newest) {
      segments.add(current);
      newest = current;
    }
  }

  @SuppressWarnings("unchecked")
  private AtomicReference<CompletableFuture<Void>> current() {
    RaftLog log = replica.get().getRaftLog();
    try {
      Object channel = CHANNEL.get(STREAM.get(WRITER.get(log)));
      return (AtomicReference<CompletableFuture<Void>>) SYNCS.get(channel);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the segment that is written now; null before the first. */
  AtomicReference<CompletableFuture<Void>> newest() {
    return newest;
  }

  /** What the disk said: futures and Ratis wrap it. */
  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Finds out what became of syncs; to be called again and again, on any thread. */
  void look() {
    AtomicReference<CompletableFuture<Void>> writtenNow = newest;
    for (AtomicReference<CompletableFuture<Void>> segment : segments) {
      CompletableFuture<Void> syncs = segment.get();
      if (syncs.isCompletedExceptionally()) {
        syncs.whenComplete((none, failure) -> failed.accept(cause(failure)));
      } else if (syncs.isDone() && segment != writtenNow) {
        segments.remove(segment);
      }
    }
  }
}
