package io.slotwise.sharding.log.raft;

import java.util.ArrayDeque;

/** The bytes that each shard's log has from the last cut on, to a few hundred KB. Thread-safe. */
final class LogSizes {

  private static final long SAMPLE_BYTES = 256 << 10;

  /** Up to this entry the log had so many bytes in all. */
  private record Sample(long index, long bytes) {}

  private static final class Size {
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private long total;
    private long cut;
  }

  private final Size[] sizes;

  LogSizes(int shardCount) {
    sizes = new Size[shardCount];
    for (int shard = 0; shard < shardCount; shard++) {
      sizes[shard] = new Size();
    }
  }

  synchronized void grew(int shard, long index, long bytes) {
    Size size = sizes[shard];
    size.total += bytes;
    Sample last = size.samples.peekLast();
    if (size.total - (last == null ? size.cut : last.bytes()) >= SAMPLE_BYTES) {
      size.samples.add(new Sample(index, size.total));
    }
  }

  /**
   * The log is needed behind this entry only.
   *
   * @return whether that spares anything worth to speak of
   */
  synchronized boolean cut(int shard, long index) {
    Size size = sizes[shard];
    long before = size.cut;
    while (!size.samples.isEmpty() && size.samples.peek().index() <= index) {
      size.cut = size.samples.poll().bytes();
    }
    return size.cut != before;
  }

  synchronized void forget(int shard) {
    sizes[shard] = new Size();
  }

  synchronized long totalBytes() {
    long bytes = 0;
    for (Size size : sizes) {
      bytes += size.total - size.cut;
    }
    return bytes;
  }
}
