package io.slotwise.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {

  private long nanos = 5;
  private String problem;
  private final Health health = new Health();

  @Test
  void aNodeIsReadyFromTheEndOfItsStartToTheBeginningOfItsStop() {
    assertThat(health.notReady()).containsKey("start");
    health.begin(List.of(new Check("leaders", () -> problem)));
    assertThat(health.notReady()).isEmpty();
    problem = "nobody serves shard 3";
    assertThat(health.notReady()).containsEntry("leaders", "nobody serves shard 3").hasSize(1);
    problem = null;
    assertThat(health.notReady()).isEmpty();
    health.end();
    assertThat(health.notReady()).containsKey("stop");
    assertThat(health.notAlive()).isEmpty();
  }

  @Test
  void aStartThatEndsAfterTheStopHasBegunMakesNobodyReady() {
    health.end();
    health.begin(List.of());
    assertThat(health.notReady()).containsKey("stop");
  }

  @Test
  void whoIsSilentForTooLongIsNotAlive() {
    Heartbeat heartbeat = new Heartbeat(() -> nanos);
    health.watch(List.of(heartbeat.check("cluster", "its thread", Duration.ofSeconds(30))));
    Runnable work = heartbeat.after(() -> problem = "worked");
    nanos += Duration.ofSeconds(30).toNanos();
    assertThat(health.notAlive()).isEmpty();
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(health.notAlive())
        .containsEntry("cluster", "its thread has not been heard of for 31 s");
    work.run();
    assertThat(health.notAlive()).isEmpty();
    assertThat(problem).isEqualTo("worked");
  }
}
