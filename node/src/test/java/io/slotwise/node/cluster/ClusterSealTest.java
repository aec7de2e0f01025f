package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whom an actor system hears. */
class ClusterSealTest {

  private static final String OWN = "c".repeat(40);
  private static final String OTHER = "d".repeat(40);
  private static final byte[] MESSAGE = "whatever Akka says".getBytes(StandardCharsets.US_ASCII);

  private static ClusterSeal of(String clusterId) {
    ClusterSeal seal = ClusterSeal.undecided();
    seal.set(clusterId);
    return seal;
  }

  @Test
  void anotherClusterIsStrangeAndTheSameIsNot() {
    byte[] sealed = of(OWN).on(MESSAGE);
    assertThat(of(OWN).isStrange(sealed)).isFalse();
    assertThat(of(OTHER).isStrange(sealed)).isTrue();
    assertThat(ClusterSeal.ofNodeAlone().isStrange(sealed)).isTrue();
  }

  @Test
  void whoIsInNoneHearsAllAndSaysNothingOfItself() {
    assertThat(ClusterSeal.undecided().isStrange(of(OWN).on(MESSAGE))).isFalse();
    assertThat(ClusterSeal.undecided().on(MESSAGE)).isEqualTo(MESSAGE);
    assertThat(ClusterSeal.ofNodeAlone().on(MESSAGE)).isEqualTo(MESSAGE);
  }

  @Test
  void messagesOfEarlierVersionsNameNone() {
    assertThat(of(OWN).isStrange(MESSAGE)).isFalse();
    assertThat(of(OWN).isStrange(new byte[0])).isFalse();
    assertThat(of(OWN).isStrange(new byte[43])).isFalse();
  }
}
