package io.slotwise.sharding.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one command has cost so far: INFO commandstats and latencystats, LATENCY HISTOGRAM.
 *
 * <p>Each event loop has a stripe of its own that only it writes, so recording needs no atomic
 * instruction; whoever reads adds the stripes up and may miss what is being recorded at that
 * moment. Latencies are counted in buckets of powers of two cut into 16 parts, so a percentile is
 * at most 6 % too high.
 */
public final class CommandStats {

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final int CALLS = 0;
  private static final int NANOS = 1;
  private static final int REJECTED = 2;
  private static final int FAILED = 3;
  private static final int FIRST_BUCKET = 4;

  private static final int PARTS_BITS = 4;
  private static final int PARTS = 1 << PARTS_BITS;

  /** Enough for 2^40 ns, 18 minutes: longer is counted as that long. */
  private static final int BUCKETS = (40 - PARTS_BITS + 1) * PARTS;

  private final String name;
  private final long[][] stripes;

  /**
   * @param name the full name, {@code config|get}
   * @param loopCount how many event loops will record
   */
  public CommandStats(String name, int loopCount) {
    this.name = name;
    this.stripes = new long[loopCount][];
  }

  /** Lower case; of a subcommand {@code config|get}. */
  public String name() {
    return name;
  }

  /**
   * Counts a call that ran. Call it on the event loop with that index.
   *
   * @param failed whether it answered an error
   */
  public void record(int loopIndex, long nanos, boolean failed) {
    long[] stripe = stripe(loopIndex);
    add(stripe, CALLS, 1);
    add(stripe, NANOS, nanos);
    add(stripe, FIRST_BUCKET + bucketOf(nanos), 1);
    if (failed) {
      add(stripe, FAILED, 1);
    }
  }

  /** The same for several calls at once, each of which is taken to have cost the same. */
  public void record(int loopIndex, long calls, long nanos, long failures) {
    long[] stripe = stripe(loopIndex);
    add(stripe, CALLS, calls);
    add(stripe, NANOS, nanos);
    add(stripe, FIRST_BUCKET + bucketOf(nanos / calls), calls);
    add(stripe, FAILED, failures);
  }

  /** Counts a request that a gate turned away. Call it on the event loop with that index. */
  public void recordRejected(int loopIndex) {
    add(stripe(loopIndex), REJECTED, 1);
  }

  private long[] stripe(int loopIndex) {
    long[] stripe = stripes[loopIndex];
    return stripe != null ? stripe : newStripe(loopIndex);
  }

  private long[] newStripe(int loopIndex) {
    long[] stripe = new long[FIRST_BUCKET + BUCKETS];
    VarHandle.releaseFence();
    stripes[loopIndex] = stripe;
    return stripe;
  }

  private static void add(long[] stripe, int index, long amount) {
    LONGS.setOpaque(stripe, index, stripe[index] + amount);
  }

  private long sum(int index) {
    long total = 0;
    for (long[] stripe : stripes) {
      if (stripe != null) {
        total += (long) LONGS.getOpaque(stripe, index);
      }
    }
    return total;
  }

  /** Calls that ran, failed ones included. */
  public long calls() {
    return sum(CALLS);
  }

  /** Time spent in calls. */
  public long usec() {
    return sum(NANOS) / 1_000;
  }

  /** Requests refused before they ran. */
  public long rejectedCalls() {
    return sum(REJECTED);
  }

  /** Calls that answered an error. */
  public long failedCalls() {
    return sum(FAILED);
  }

  /** Whether anything has been counted since the last {@link #reset()}. */
  public boolean isUsed() {
    return calls() > 0 || rejectedCalls() > 0;
  }

  /**
   * The latency that this share of the calls did not exceed.
   *
   * @param percent from 0 to 100
   * @return nanoseconds, 0 without calls
   */
  public long percentileNanos(double percent) {
    long[] counts = bucketCounts();
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    long wanted = Math.max(1, (long) Math.ceil(total * percent / 100));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return highestIn(i);
      }
    }
    return 0;
  }

  /**
   * How many calls took at most 2^n microseconds, for n from 0 to 20: what LATENCY HISTOGRAM shows,
   * cumulative.
   */
  public long[] callsWithinPowersOfTwoUsec() {
    long[] counts = bucketCounts();
    long[] within = new long[21];
    for (int power = 0; power < within.length; power++) {
      long limitNanos = 1_000L << power;
      long seen = 0;
      for (int i = 0; i < counts.length && lowestIn(i) <= limitNanos; i++) {
        seen += counts[i];
      }
      within[power] = seen;
    }
    return within;
  }

  private long[] bucketCounts() {
    long[] counts = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = sum(FIRST_BUCKET + i);
    }
    return counts;
  }

  /** Forgets everything; a call that is being recorded at that moment may survive it. */
  public void reset() {
    for (long[] stripe : stripes) {
      for (int i = 0; stripe != null && i < stripe.length; i++) {
        LONGS.setOpaque(stripe, i, 0L);
      }
    }
  }

  static int bucketOf(long nanos) {
    if (nanos < PARTS) {
      return nanos < 0 ? 0 : (int) nanos;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int part = (int) (nanos >>> (exponent - PARTS_BITS)) & (PARTS - 1);
    return Math.min(BUCKETS - 1, ((exponent - PARTS_BITS + 1) << PARTS_BITS) + part);
  }

  private static long lowestIn(int bucket) {
    if (bucket < PARTS) {
      return bucket;
    }
    int shift = (bucket >> PARTS_BITS) - 1;
    return (long) (PARTS + (bucket & (PARTS - 1))) << shift;
  }

  private static long highestIn(int bucket) {
    return lowestIn(bucket + 1) - 1;
  }
}
