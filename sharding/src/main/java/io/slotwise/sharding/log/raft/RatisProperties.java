package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.raft.wire.WireType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Ratis as this project runs it: small buffers, because there are many groups in a process. */
final class RatisProperties {

  /**
   * An entry with its frame must fit into the appender's and the writer's buffers. Half a region of
   * the heap is where G1 begins to give an array regions of its own, most of which are wasted.
   */
  static final int PART_BYTES_MAX = 480 << 10;

  /** Where the logs lie, in the folder for Raft. */
  private static final String GROUPS = "groups";

  /**
   * A request with as much fits into a region of the heap; no entry that any release wrote is
   * longer.
   */
  private static final SizeInBytes APPENDER_LIMIT = SizeInBytes.valueOf(1000 << 10);

  private static final SizeInBytes WRITE_BUFFER = SizeInBytes.valueOf(1100 << 10);
  private static final SizeInBytes PREALLOCATED = SizeInBytes.valueOf(64 << 10);

  /** Closed ones, beside the open one and those that a follower who is behind is being sent. */
  private static final int SEGMENTS_CACHED = 1;

  /** A snapshot of a large shard takes longer than the default of a minute. */
  private static final TimeDuration STAGING = TimeDuration.valueOf(1, TimeUnit.HOURS);

  /** A process that was stopped for a long time is no reason to close its groups. */
  private static final TimeDuration PAUSE_MAX = TimeDuration.valueOf(365, TimeUnit.DAYS);

  private static final TimeDuration RETRIES_KEPT = TimeDuration.valueOf(30, TimeUnit.SECONDS);

  private RatisProperties() {}

  static RaftProperties of(RaftSettings settings) {
    RaftProperties properties = new RaftProperties();
    RaftConfigKeys.Rpc.setType(properties, new WireType());
    times(properties, settings);
    log(properties, settings);
    RaftServerConfigKeys.setStorageDir(
        properties, List.of(settings.dir().resolve(GROUPS).toFile()));
    RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    return properties;
  }

  private static void times(RaftProperties properties, RaftSettings settings) {
    TimeDuration min = time(settings.electionTimeoutMin());
    TimeDuration max = time(settings.electionTimeoutMax());
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, min);
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, max);
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, min);
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, max);
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, max);
    RaftServerConfigKeys.setStagingTimeout(properties, STAGING);
    RaftServerConfigKeys.setCloseThreshold(properties, PAUSE_MAX);
    RaftServerConfigKeys.RetryCache.setExpiryTime(properties, RETRIES_KEPT);
  }

  private static void log(RaftProperties properties, RaftSettings settings) {
    RaftServerConfigKeys.Log.setSegmentSizeMax(
        properties, SizeInBytes.valueOf(settings.segmentBytes()));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, SEGMENTS_CACHED);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(
        properties, SizeInBytes.valueOf((SEGMENTS_CACHED + 1) * settings.segmentBytes()));
    // What the disk has not taken yet is in no segment that could be let go of. Who appends waits.
    RaftServerConfigKeys.Log.setQueueByteLimit(
        properties, SizeInBytes.valueOf(settings.queueBytes()));
    // Called unsafe because of power cuts: what counts has left this process.
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, !settings.syncsFirst());
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, PREALLOCATED);
    RaftServerConfigKeys.Log.setWriteBufferSize(properties, WRITE_BUFFER);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
    // An entry behind each entry, to say that it is committed: who starts anew learns that from the
    // next leader, which it has to wait for anyway.
    RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
    // A follower's entries come in order, one request at a time: no need to queue them once more.
    RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
    RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, APPENDER_LIMIT);
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);
  }

  private static TimeDuration time(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
