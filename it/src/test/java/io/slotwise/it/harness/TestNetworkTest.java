package io.slotwise.it.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A cut between two hosts loses what they send each other, and nothing else. */
class TestNetworkTest {

  /** A host that is there refuses the connection; one behind a cut says nothing. */
  private static boolean reaches(TestHost from, String to) {
    List<String> command = new ArrayList<>(from.commandPrefix());
    // bash opens a TCP connection to a port on which nobody listens.
    command.addAll(List.of("timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + to + "/9"));
    return Commands.run(command, Duration.ofSeconds(20)).output().contains("refused");
  }

  private static void assertReaches(TestHost from, String to) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> reaches(from, to));
  }

  @Test
  void whatIsCutIsSilentUntilItIsMended() {
    String obstacle = TestNetwork.obstacle();
    if (!obstacle.isEmpty()) {
      Loud.say("CUT NETWORKS ARE NOT TESTED: they need root and iproute2: " + obstacle);
    }
    assumeTrue(obstacle.isEmpty(), obstacle);
    try (TestNetwork network = TestNetwork.create(3)) {
      TestHost first = network.host(0);
      TestHost second = network.host(1);
      TestHost third = network.host(2);
      assertReaches(first, second.address());
      network.isolate(0);
      assertThat(reaches(first, second.address())).isFalse();
      assertThat(reaches(third, first.address())).isFalse();
      assertReaches(third, second.address());
      assertReaches(TestHost.LOCAL, first.address());
      network.heal();
      assertReaches(first, second.address());
      assertReaches(third, first.address());
    }
  }
}
