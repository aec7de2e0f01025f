package io.slotwise.sharding.log.raft;

import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLog;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogOutputStream;
import org.apache.ratis.thirdparty.com.google.common.util.concurrent.MoreExecutors;

/**
 * Has the log of a group synced behind its entries, as {@code everysec} promises. Ratis can do
 * that, too; but it begins a sync for each entry, on a thread for each group, so that the disk
 * never rests. And it keeps to itself when one fails: after that the system may have forgotten what
 * it did not write, and later syncs succeed.
 *
 * <p>Ratis has no place for it, so private fields of its writer are exchanged: the file of each
 * segment for a {@link DeferredSyncFile}, and its thread for syncs, which has nothing to wait for
 * any more, for none. A test finds out when Ratis changes.
 */
final class DeferredSync {

  private static final Field WRITER = field(SegmentedRaftLog.class, "fileLogWorker");
  private static final Field SYNC_THREAD = field(WRITER.getType(), "flushExecutor");
  private static final Field STREAM = field(WRITER.getType(), "out");
  private static final Field CHANNEL = field(SegmentedRaftLogOutputStream.class, "out");
  private static final Field FILE = field(CHANNEL.getType(), "fileChannel");

  private final RaftSettings settings;
  private final Supplier<RaftServer.Division> replica;
  private final Executor later;
  private final Consumer<Throwable> failed;

  // Of the thread that writes the log.
  private Object writer;
  private Object channel;

  private volatile DeferredSyncFile newest;

  /**
   * @param replica asked only once its log is written to
   * @param later when files are synced, and on which thread
   * @param failed told of each sync that failed
   */
  DeferredSync(
      RaftSettings settings,
      Supplier<RaftServer.Division> replica,
      Executor later,
      Consumer<Throwable> failed) {
    this.settings = settings;
    this.replica = replica;
    this.later = later;
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

  /** The log's writer is about to sync a segment; on its thread. */
  void syncs() {
    if (settings.syncsFirst()) {
      // Entries wait for it, and a failure is one of theirs.
      return;
    }
    try {
      if (writer == null) {
        RaftLog log = replica.get().getRaftLog();
        writer = WRITER.get(log);
        ((ExecutorService) SYNC_THREAD.get(writer)).shutdown();
        SYNC_THREAD.set(writer, MoreExecutors.newDirectExecutorService());
      }
      Object current = CHANNEL.get(STREAM.get(writer));
      if (current != channel) {
        channel = current;
        newest = new DeferredSyncFile((FileChannel) FILE.get(channel), later, failed);
        FILE.set(channel, newest);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The file of the segment that is written now; null before the first sync. */
  DeferredSyncFile newest() {
    return newest;
  }
}
