package io.slotwise.node.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A cluster for people to read: a line for each node and each shard. */
final class ClusterTables {

  private ClusterTables() {}

  static void print(ClusterReport report, PrintWriter out) {
    out.println("cluster " + report.cluster() + ", version " + report.version());
    out.println();
    List<List<String>> nodes = new ArrayList<>();
    nodes.add(List.of("NODE", "ADDRESS", "STATE", "REACHABLE", "LEADS", "COPIES"));
    for (ClusterReport.Node node : report.nodes()) {
      nodes.add(
          List.of(
              node.shortId(),
              node.address(),
              node.state(),
              node.reachable() ? "yes" : "NO",
              node.leads() + (node.isToLeadNothing() ? ", takes none" : ""),
              Integer.toString(node.copies())));
    }
    print(nodes, out);
    out.println();
    List<List<String>> shards = new ArrayList<>();
    shards.add(List.of("SHARD", "SLOTS", "LEADER", "COPIES ON", "MOVING TO"));
    for (ClusterReport.Shard shard : report.shards()) {
      shards.add(
          List.of(
              Integer.toString(shard.shard()),
              shard.firstSlot() + "-" + shard.lastSlot(),
              shard.leader() == null ? "NOBODY" : report.addressOf(shard.leader()),
              addresses(report, shard.voters()),
              addresses(report, shard.movingTo())));
    }
    print(shards, out);
    out.println();
    out.println(
        report.isSettled()
            ? "Every shard is led and has its copies."
            : "Not settled yet: shards are moving, or have no leader.");
    out.flush();
  }

  private static String addresses(ClusterReport report, List<String> ids) {
    return String.join(" ", ids.stream().map(report::addressOf).toList());
  }

  private static void print(List<List<String>> rows, PrintWriter out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println("  " + line.toString().stripTrailing());
    }
  }
}
