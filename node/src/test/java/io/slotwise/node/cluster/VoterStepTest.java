package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.replication.Peer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VoterStepTest {

  @Test
  void newVotersComeOneAtATime() {
    assertThat(steps("a", peers("a"), peers("a", "b", "c")))
        .containsExactly("ab", "abc", "abc, the last");
  }

  @Test
  void oneComesBeforeAnotherGoes() {
    assertThat(steps("a", peers("a", "b", "c"), peers("a", "b", "d")))
        .containsExactly("abcd", "abd, the last");
  }

  @Test
  void aLeaderThatGoesGivesTheLeadToOneThatStays() {
    assertThat(steps("a", peers("a", "b", "c"), peers("c", "d", "e")))
        .containsExactly("abcd", "abcde", "c leads", "cde, the last");
    assertThat(steps("a", peers("a"), peers("b"))).containsExactly("ab", "b leads", "b, the last");
  }

  @Test
  void nothingIsToBeDoneTwice() {
    assertThat(steps("a", peers("a", "b"), peers("a", "b"))).containsExactly("ab, the last");
  }

  private static List<String> steps(String leader, List<Peer> voters, List<Peer> wanted) {
    List<String> steps = new ArrayList<>();
    while (true) {
      VoterStep step = VoterStep.next(leader, voters, wanted);
      if (step instanceof VoterStep.GiveLead give) {
        leader = give.heirs().get(0).nodeId();
        steps.add(leader + " leads");
      } else {
        VoterStep.Change change = (VoterStep.Change) step;
        voters = change.voters();
        String ids = voters.stream().map(Peer::nodeId).collect(Collectors.joining());
        steps.add(change.last() ? ids + ", the last" : ids);
        if (change.last()) {
          return steps;
        }
      }
    }
  }

  private static List<Peer> peers(String... ids) {
    return Arrays.stream(ids).map(id -> new Peer(id, id + ":1")).toList();
  }
}
