package io.slotwise.node.cluster;

import io.slotwise.sharding.replication.Peer;
import java.util.ArrayList;
import java.util.List;

/**
 * A step on the way from some voters to others. New ones come one at a time: each has to learn
 * first what the others know, and several at once could outvote those who know it. Who is to go
 * stays until all have come, and gives the lead away before it goes: a leader that leaves leaves
 * its followers waiting for an election.
 */
sealed interface VoterStep {

  /**
   * Voters to go to.
   *
   * @param last whether they are those wanted
   */
  record Change(List<Peer> voters, boolean last) implements VoterStep {
    public Change {
      voters = List.copyOf(voters);
    }
  }

  /** The lead is to be given to one of these, who goes on. */
  record GiveLead(List<Peer> heirs) implements VoterStep {
    public GiveLead {
      heirs = List.copyOf(heirs);
    }
  }

  /**
   * The next step.
   *
   * @param leaderId who takes it
   */
  static VoterStep next(String leaderId, List<Peer> current, List<Peer> wanted) {
    for (Peer peer : wanted) {
      if (!contains(current, peer.nodeId())) {
        List<Peer> more = new ArrayList<>(current);
        more.add(peer);
        return new Change(more, false);
      }
    }
    return contains(wanted, leaderId) ? new Change(wanted, true) : new GiveLead(wanted);
  }

  private static boolean contains(List<Peer> peers, String nodeId) {
    return peers.stream().anyMatch(peer -> peer.nodeId().equals(nodeId));
  }
}
