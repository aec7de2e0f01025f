package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node makes of those who take it for a member of another cluster. */
class StrangersTest {

  private static final String OWN = "c".repeat(40);
  private static final LeaderNews.Follows OTHER =
      new LeaderNews.Follows("a".repeat(40), 7, "d".repeat(40), "n1", 17001);

  private long nowNanos;
  private final Strangers strangers = new Strangers(OWN, () -> nowNanos);

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  @Test
  void aNodeThatNamesNoClusterOrThisOneIsNone() {
    assertThat(strangers.isOne(null)).isFalse();
    assertThat(strangers.isOne(OWN)).isFalse();
    assertThat(strangers.isOne(OTHER.clusterId())).isTrue();
  }

  @Test
  void eachIsToldNowAndThenSoThatTwoDoNotAnswerForEver() {
    assertThat(strangers.met(OTHER)).isTrue();
    assertThat(strangers.met(OTHER)).isFalse();
    pass(Duration.ofMinutes(2));
    assertThat(strangers.met(OTHER)).isTrue();
  }
}
