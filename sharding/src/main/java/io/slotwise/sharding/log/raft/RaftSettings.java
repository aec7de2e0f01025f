package io.slotwise.sharding.log.raft;

import io.slotwise.protocol.tls.Tls;
import io.slotwise.sharding.replication.Peer;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a node takes part in Raft groups.
 *
 * @param self this node, with the address that the others reach it at
 * @param listenHost the interface on which it listens
 * @param listenPort the port on which it listens
 * @param clusterId tells groups of this cluster from those of another
 * @param shardCount the same on all nodes, for ever
 * @param dir where logs lie, and pictures of shards while they are fetched
 * @param electionTimeoutMin a follower that has not heard of the leader for as long may stand for
 *     election
 * @param electionTimeoutMax the longest that it waits before it does
 * @param lease how long after a majority has confirmed it a leader may serve; a new one waits as
 *     long. The same on all nodes
 * @param pingInterval how often a leader asks for confirmation
 * @param segmentBytes how long a file of a log may grow. Memory has the last two or three of each
 * @param syncsFirst whether an entry is on the disk before it counts, or has only been given to the
 *     operating system, with the sync under way
 * @param tls that nodes speak with each other, both with a certificate; or null
 */
public record RaftSettings(
    Peer self,
    String listenHost,
    int listenPort,
    String clusterId,
    int shardCount,
    Path dir,
    Duration electionTimeoutMin,
    Duration electionTimeoutMax,
    Duration lease,
    Duration pingInterval,
    long segmentBytes,
    boolean syncsFirst,
    Tls tls) {

  private static final Duration ELECTION_TIMEOUT_MIN = Duration.ofMillis(1000);
  private static final Duration ELECTION_TIMEOUT_MAX = Duration.ofMillis(2000);
  private static final Duration LEASE = Duration.ofMillis(800);
  private static final Duration PING_INTERVAL = Duration.ofMillis(100);

  private static final long SEGMENT_BYTES_MAX = 8 << 20;

  /** A segment has room for two entries. */
  private static final long SEGMENT_BYTES_MIN = 1 << 20;

  /** What share of the heap one segment of each log may take: 1 / this. */
  private static final long SEGMENTS_HEAP_PART = 16;

  /** Ratis refuses to queue an entry that is longer than the queue may be. */
  private static final long QUEUE_BYTES_MIN = 2 << 20;

  /** Times that suit nodes in one data centre. */
  public static RaftSettings of(
      Peer self,
      String listenHost,
      int listenPort,
      String clusterId,
      int shardCount,
      Path dir,
      boolean syncsFirst,
      Tls tls) {
    return new RaftSettings(
        self,
        listenHost,
        listenPort,
        clusterId,
        shardCount,
        dir,
        ELECTION_TIMEOUT_MIN,
        ELECTION_TIMEOUT_MAX,
        LEASE,
        PING_INTERVAL,
        segmentBytes(Runtime.getRuntime().maxMemory(), shardCount),
        syncsFirst,
        tls);
  }

  /**
   * How long a segment may grow so that those in memory leave room for everything else, be the heap
   * small or the shards many.
   */
  static long segmentBytes(long heapBytes, int shardCount) {
    long share = heapBytes / SEGMENTS_HEAP_PART / shardCount;
    return Math.min(SEGMENT_BYTES_MAX, Math.max(SEGMENT_BYTES_MIN, share));
  }

  /** How much of a log may wait for the disk in memory. */
  long queueBytes() {
    return Math.max(QUEUE_BYTES_MIN, segmentBytes);
  }
}
