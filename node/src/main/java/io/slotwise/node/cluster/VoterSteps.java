package io.slotwise.node.cluster;

import io.slotwise.sharding.replication.Peer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The way from some voters to others. New ones come one at a time: each has to learn first what the
 * others know, and several at once could outvote those who know it.
 */
final class VoterSteps {

  private VoterSteps() {}

  /** The voters to go to next: those wanted, or a step on the way there. */
  static List<Peer> next(List<Peer> current, List<Peer> wanted) {
    Set<String> known = new HashSet<>();
    current.forEach(peer -> known.add(peer.nodeId()));
    List<Peer> added = wanted.stream().filter(peer -> !known.contains(peer.nodeId())).toList();
    if (added.size() <= 1) {
      return wanted;
    }
    List<Peer> step = new ArrayList<>(current);
    step.add(added.get(0));
    return step;
  }
}
