package io.slotwise.sharding.command;

/** The mean size of some elements, for an estimate of all. */
final class SizeMean {

  private long bytes;
  private long samples;

  void add(long elementBytes) {
    bytes += elementBytes;
    samples++;
  }

  long samples() {
    return samples;
  }

  /** What so many elements take, if the samples are like them. */
  long times(long count) {
    return samples == 0 ? 0 : (long) ((double) bytes / samples * count);
  }
}
