package io.slotwise.sharding.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Writers are slowed down, then stopped, by what is not on disk yet. */
class WriteThrottleTest {

  private final AtomicLong unwrittenBytes = new AtomicLong();
  private final WriteThrottle throttle = new WriteThrottle(unwrittenBytes::get, 100, 200);

  @Test
  void theDelayGrowsFromNothingUpToTheHardBound() {
    unwrittenBytes.set(100);
    assertThat(throttle.delayNanos()).isZero();
    unwrittenBytes.set(150);
    assertThat(throttle.delayNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
    assertThat(throttle.isFull()).isFalse();
    unwrittenBytes.set(200);
    assertThat(throttle.delayNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(throttle.isFull()).isTrue();
  }

  @Test
  void boundsThatAreTheSameAreAWallAlone() {
    WriteThrottle wall = new WriteThrottle(unwrittenBytes::get, 100, 100);
    unwrittenBytes.set(99);
    assertThat(wall.delayNanos()).isZero();
    assertThat(wall.isFull()).isFalse();
    unwrittenBytes.set(101);
    assertThat(wall.isFull()).isTrue();
  }
}
