package io.slotwise.node.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Face;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A cluster of several nodes in the shapes of Redis Cluster. A node leads some shards and follows
 * others, so everybody is a master here; the followers of a shard are its replicas in SHARDS. SLOTS
 * names as replicas only those that lead nothing: there are clients that take a node for either,
 * and ask only masters for all keys. A client is told the ports of the face that it came to.
 */
final class ClusterTopology implements ClusterView {

  private final ClusterControl cluster;

  ClusterTopology(ClusterControl cluster) {
    this.cluster = cluster;
  }

  @Override
  public Reply myId(Session session, Args args) {
    return Replies.bulk(cluster.selfId());
  }

  @Override
  public Reply info(Session session, Args args) {
    ClusterControl.Snapshot now = cluster.snapshot();
    int served = 0;
    int unreachable = 0;
    for (ClusterControl.Shard shard : now.shards()) {
      int width = shard.last() - shard.first() + 1;
      if (shard.leaderId() == null) {
        unreachable += width;
      } else {
        served += width;
      }
    }
    return text(
        String.join(
            "\r\n",
            "cluster_state:" + (served == Slots.COUNT ? "ok" : "fail"),
            "cluster_slots_assigned:" + Slots.COUNT,
            "cluster_slots_ok:" + served,
            "cluster_slots_pfail:" + unreachable,
            "cluster_slots_fail:0",
            "cluster_known_nodes:" + now.nodes().size(),
            "cluster_size:" + leaders(now).size(),
            "cluster_current_epoch:" + now.epoch(),
            "cluster_my_epoch:" + epochOf(now, cluster.selfId()),
            "cluster_stats_messages_sent:0",
            "cluster_stats_messages_received:0",
            "total_cluster_links_buffer_limit_exceeded:0",
            ""));
  }

  @Override
  public Reply nodes(ClientSession client, Args args) {
    ClusterControl.Snapshot now = cluster.snapshot();
    StringBuilder lines = new StringBuilder();
    for (ClusterControl.Node node : now.nodes()) {
      boolean self = node.id().equals(cluster.selfId());
      lines
          .append(node.id())
          .append(' ')
          .append(node.host())
          .append(':')
          .append(port(client, node))
          .append('@')
          .append(node.busPort())
          .append(self ? " myself,master" : node.reachable() ? " master" : " master,fail?")
          .append(" - 0 ")
          .append(self ? 0 : node.seenSinceMs())
          .append(' ')
          .append(epochOf(now, node.id()))
          .append(node.reachable() ? " connected" : " disconnected");
      for (int[] range : rangesOf(now, node.id())) {
        lines.append(' ').append(range[0]);
        if (range[1] > range[0]) {
          lines.append('-').append(range[1]);
        }
      }
      lines.append('\n');
    }
    return text(lines.toString());
  }

  @Override
  public Reply slots(ClientSession client, Args args) {
    ClusterControl.Snapshot now = cluster.snapshot();
    Set<String> leaders = leaders(now);
    List<Reply> ranges = new ArrayList<>();
    for (ClusterControl.Shard shard : now.shards()) {
      if (shard.leaderId() != null && find(now, shard.leaderId()) != null) {
        List<Reply> range = new ArrayList<>();
        range.add(Replies.integer(shard.first()));
        range.add(Replies.integer(shard.last()));
        range.add(address(client, find(now, shard.leaderId())));
        for (String replica : shard.replicaIds()) {
          ClusterControl.Node node = find(now, replica);
          if (node != null && node.reachable() && !leaders.contains(replica)) {
            range.add(address(client, node));
          }
        }
        ranges.add(new Reply.Array(range));
      }
    }
    return new Reply.Array(ranges);
  }

  private static Set<String> leaders(ClusterControl.Snapshot now) {
    return now.shards().stream()
        .map(ClusterControl.Shard::leaderId)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private static Reply address(ClientSession client, ClusterControl.Node node) {
    return Replies.array(
        Replies.bulk(node.host()),
        Replies.integer(port(client, node)),
        Replies.bulk(node.id()),
        new Reply.MapOf(List.of()));
  }

  @Override
  public Reply shards(ClientSession client, Args args) {
    ClusterControl.Snapshot now = cluster.snapshot();
    List<Reply> shards = new ArrayList<>();
    for (ClusterControl.Shard shard : now.shards()) {
      List<Reply> nodes = new ArrayList<>();
      if (shard.leaderId() != null && find(now, shard.leaderId()) != null) {
        nodes.add(member(client, find(now, shard.leaderId()), "master"));
      }
      for (String replica : shard.replicaIds()) {
        if (find(now, replica) != null) {
          nodes.add(member(client, find(now, replica), "replica"));
        }
      }
      shards.add(
          CommandFacts.map(
              "slots",
              Replies.array(Replies.integer(shard.first()), Replies.integer(shard.last())),
              "nodes",
              new Reply.Array(nodes)));
    }
    return new Reply.Array(shards);
  }

  private static Reply member(ClientSession client, ClusterControl.Node node, String role) {
    return CommandFacts.map(
        "id", Replies.bulk(node.id()),
        "port", Replies.integer(port(client, node)),
        "ip", Replies.bulk(node.host()),
        "endpoint", Replies.bulk(node.host()),
        "role", Replies.bulk(role),
        "replication-offset", Replies.ZERO,
        "health", Replies.bulk(node.reachable() ? "online" : "fail"));
  }

  @Override
  public Reply links(Session session, Args args) {
    List<Reply> links = new ArrayList<>();
    for (ClusterControl.Node node : cluster.snapshot().nodes()) {
      if (node.reachable() && !node.id().equals(cluster.selfId())) {
        links.add(link(node, "to"));
        links.add(link(node, "from"));
      }
    }
    return new Reply.Array(links);
  }

  private static Reply link(ClusterControl.Node node, String direction) {
    return CommandFacts.map(
        "direction", Replies.bulk(direction),
        "node", Replies.bulk(node.id()),
        "create-time", Replies.integer(node.seenSinceMs()),
        "events", Replies.bulk(direction.equals("to") ? "rw" : "r"),
        "send-buffer-allocated", Replies.ZERO,
        "send-buffer-used", Replies.ZERO);
  }

  /** Everybody is a master, so nobody is a replica of a node. */
  @Override
  public Reply replicas(Session session, Args args) {
    return isKnown(args) ? Replies.EMPTY_ARRAY : unknownNode(args);
  }

  @Override
  public Reply failureReports(Session session, Args args) {
    return isKnown(args) ? Replies.ZERO : unknownNode(args);
  }

  private boolean isKnown(Args args) {
    return find(cluster.snapshot(), args.get(2).latin1()) != null;
  }

  private static Reply unknownNode(Args args) {
    return Errors.err("Unknown node " + Errors.oneLine(args.get(2).latin1()));
  }

  private static ClusterControl.Node find(ClusterControl.Snapshot now, String id) {
    return now.nodes().stream().filter(node -> node.id().equals(id)).findFirst().orElse(null);
  }

  private static long epochOf(ClusterControl.Snapshot now, String id) {
    return now.shards().stream()
        .filter(shard -> id.equals(shard.leaderId()))
        .mapToLong(ClusterControl.Shard::term)
        .max()
        .orElse(0);
  }

  /** What a node leads, neighbouring shards as one range. */
  private static List<int[]> rangesOf(ClusterControl.Snapshot now, String id) {
    List<int[]> ranges = new ArrayList<>();
    for (ClusterControl.Shard shard : now.shards()) {
      if (id.equals(shard.leaderId())) {
        int[] before = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (before != null && before[1] + 1 == shard.first()) {
          before[1] = shard.last();
        } else {
          ranges.add(new int[] {shard.first(), shard.last()});
        }
      }
    }
    return ranges;
  }

  private static int port(ClientSession client, ClusterControl.Node node) {
    return client.face() == Face.ONE_SERVER ? node.port() : node.clusterClientPort();
  }

  private static Reply text(String lines) {
    return new Reply.Verbatim("txt", Bytes.of(lines));
  }
}
