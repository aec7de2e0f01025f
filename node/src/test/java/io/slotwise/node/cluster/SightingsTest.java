package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SightingsTest {

  private final AtomicLong nowMs = new AtomicLong(1_000);
  private final Sightings sightings =
      new Sightings("self", () -> Instant.ofEpochMilli(nowMs.get()));

  @Test
  void timeOfANodeThatWasGoneBeginsAgain() {
    sightings.look(Set.of("self", "other"));
    nowMs.addAndGet(9_999);
    sightings.look(Set.of("self", "other"));
    assertThat(sightings.reachableFor(Duration.ofSeconds(10))).isEmpty();
    nowMs.addAndGet(1);
    assertThat(sightings.reachableFor(Duration.ofSeconds(10)))
        .containsExactlyInAnyOrder("self", "other");
    sightings.look(Set.of("self"));
    sightings.look(Set.of("self", "other"));
    assertThat(sightings.reachable()).containsExactlyInAnyOrder("self", "other");
    assertThat(sightings.reachableFor(Duration.ofSeconds(10))).containsExactly("self");
    assertThat(sightings.sinceMs("other")).isEqualTo(11_000);
  }
}
