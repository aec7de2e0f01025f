package io.slotwise.node.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Waits until a node has everything again, as after a restart. */
@Command(
    name = "wait",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Waits until a node has everything, as after a restart; then the next may be restarted.",
      "Every node answers and sees all others, every shard is led and none is moving, and the node "
          + "has what the others had when all of that was so first."
    },
    footerHeading = "%nExample:%n",
    footer = "  slotwise cluster wait --node 127.0.0.1:7002 --wait 120")
final class ClusterWait extends ClusterCommand.Lasting {

  /** What it is to have, by shard; null while the cluster is not settled. */
  private Map<Integer, Long> wanted;

  @Override
  public Integer call() throws IOException {
    return await(
        said -> {
          String lack = lack();
          if (lack != null) {
            said.accept(lack);
          }
          return lack == null;
        });
  }

  /** What is not as it should be, in words; null when nothing is. */
  private String lack() {
    try {
      return lackOf(address());
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private String lackOf(String address) throws IOException {
    Map<Integer, Long> committed = new HashMap<>();
    String unsettled = unsettled(address, committed);
    if (unsettled != null) {
      wanted = null;
      return unsettled;
    }
    if (wanted == null) {
      // Not looked at again: under load a node is always a little behind.
      wanted = committed;
    }
    return behind(address, reportOf(address));
  }

  /**
   * What is not settled, as any of the nodes sees it, or null.
   *
   * @param committed is filled with what they have, by shard
   */
  private String unsettled(String address, Map<Integer, Long> committed) throws IOException {
    ClusterReport known = reportOf(address);
    for (ClusterReport.Node node : known.nodes()) {
      ClusterReport report = node.address().equals(address) ? known : reportOf(node.address());
      String unsettled = unsettledIn(report, node.address());
      if (unsettled != null) {
        return unsettled;
      }
      for (ClusterReport.Shard shard : report.shards()) {
        if (shard.committedIndex() != null) {
          committed.merge(shard.shard(), shard.committedIndex(), Math::max);
        }
      }
    }
    return null;
  }

  private static String unsettledIn(ClusterReport report, String address) {
    for (ClusterReport.Node node : report.nodes()) {
      if (!node.reachable()) {
        return address + " does not see " + node.address();
      }
    }
    for (ClusterReport.Shard shard : report.shards()) {
      if (shard.leader() == null) {
        return "nobody leads shard " + shard.shard() + ", says " + address;
      }
      if (shard.isMoving()) {
        return "shard " + shard.shard() + " is moving, says " + address;
      }
    }
    return null;
  }

  private String behind(String address, ClusterReport report) {
    List<Integer> behind =
        report.shards().stream()
            .filter(shard -> shard.appliedIndex() != null)
            .filter(shard -> shard.appliedIndex() < wanted.getOrDefault(shard.shard(), 0L))
            .map(ClusterReport.Shard::shard)
            .toList();
    return behind.isEmpty() ? null : address + " is behind in shards " + behind;
  }
}
