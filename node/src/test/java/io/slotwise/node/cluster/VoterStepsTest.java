package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.replication.Peer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VoterStepsTest {

  @Test
  void newVotersComeOneAtATime() {
    assertThat(VoterSteps.next(peers("a"), peers("a", "b", "c"))).isEqualTo(peers("a", "b"));
    assertThat(VoterSteps.next(peers("a", "b"), peers("a", "b", "c")))
        .isEqualTo(peers("a", "b", "c"));
  }

  @Test
  void oneMayTakeThePlaceOfAnother() {
    assertThat(VoterSteps.next(peers("a", "b", "c"), peers("a", "b", "d")))
        .isEqualTo(peers("a", "b", "d"));
  }

  @Test
  void whoGoesGoesWithTheLastOfTheNewOnes() {
    List<Peer> voters = peers("a", "b", "c");
    List<Peer> wanted = peers("c", "d", "e");
    List<Integer> sizes = new ArrayList<>();
    while (!voters.equals(wanted)) {
      voters = VoterSteps.next(voters, wanted);
      sizes.add(voters.size());
    }
    assertThat(sizes).containsExactly(4, 3);
  }

  private static List<Peer> peers(String... ids) {
    return Arrays.stream(ids).map(id -> new Peer(id, id + ":1")).toList();
  }
}
