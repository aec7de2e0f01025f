package io.slotwise.sharding.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Counters add up over loops, and a percentile is never low and at most 6.25 % high. */
class CommandStatsTest {

  @Test
  void loopsAddUp() {
    CommandStats stats = new CommandStats("get", 2);
    stats.record(0, 1_500, false);
    stats.record(1, 2_500, true);
    stats.recordRejected(1);
    assertThat(stats.calls()).isEqualTo(2);
    assertThat(stats.usec()).isEqualTo(4);
    assertThat(stats.failedCalls()).isEqualTo(1);
    assertThat(stats.rejectedCalls()).isEqualTo(1);
    stats.reset();
    assertThat(stats.isUsed()).isFalse();
  }

  @Property
  void aPercentileIsCloseFromAbove(@ForAll @LongRange(max = 1L << 39) long nanos) {
    CommandStats stats = new CommandStats("get", 1);
    stats.record(0, nanos, false);
    long found = stats.percentileNanos(50);
    assertThat(found).isGreaterThanOrEqualTo(nanos);
    assertThat(found - nanos).isLessThanOrEqualTo(nanos / 16 + 1);
  }

  @Test
  void aPercentileSeparatesFastFromSlow() {
    CommandStats stats = new CommandStats("get", 1);
    for (int i = 0; i < 99; i++) {
      stats.record(0, 1_000, false);
    }
    stats.record(0, 1_000_000, false);
    assertThat(stats.percentileNanos(50)).isBetween(1_000L, 1_063L);
    assertThat(stats.percentileNanos(99.9)).isBetween(1_000_000L, 1_063_000L);
  }

  @Test
  void thePowersOfTwoAreCumulative() {
    CommandStats stats = new CommandStats("get", 1);
    stats.record(0, 500, false);
    stats.record(0, 3_000, false);
    stats.record(0, Long.MAX_VALUE, false);
    long[] within = stats.callsWithinPowersOfTwoUsec();
    assertThat(within[0]).isEqualTo(1);
    assertThat(within[1]).isEqualTo(1);
    assertThat(within[2]).isEqualTo(2);
    assertThat(within[20]).isEqualTo(2);
  }
}
