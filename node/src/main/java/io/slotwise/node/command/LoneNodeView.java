package io.slotwise.node.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Session;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * One node that serves every slot, in the shapes of Redis Cluster. A client is told the address
 * that it has reached the node by.
 */
final class LoneNodeView implements ClusterView {

  private static final Reply LAST_SLOT = new Reply.Int(Slots.COUNT - 1);

  private final String nodeId;

  LoneNodeView(String nodeId) {
    this.nodeId = nodeId;
  }

  @Override
  public Reply myId(Session session, Args args) {
    return Replies.bulk(nodeId);
  }

  @Override
  public Reply info(Session session, Args args) {
    return text(
        String.join(
            "\r\n",
            "cluster_state:ok",
            "cluster_slots_assigned:" + Slots.COUNT,
            "cluster_slots_ok:" + Slots.COUNT,
            "cluster_slots_pfail:0",
            "cluster_slots_fail:0",
            "cluster_known_nodes:1",
            "cluster_size:1",
            "cluster_current_epoch:0",
            "cluster_my_epoch:0",
            "cluster_stats_messages_sent:0",
            "cluster_stats_messages_received:0",
            "total_cluster_links_buffer_limit_exceeded:0",
            ""));
  }

  @Override
  public Reply nodes(ClientSession client, Args args) {
    return text(
        nodeId
            + " "
            + client.localAddress()
            + "@0 myself,master - 0 0 0 connected 0-"
            + (Slots.COUNT - 1)
            + "\n");
  }

  @Override
  public Reply slots(ClientSession client, Args args) {
    Reply node =
        Replies.array(
            Replies.bulk(host(client)),
            Replies.integer(port(client)),
            Replies.bulk(nodeId),
            new Reply.MapOf(List.of()));
    return Replies.array(Replies.array(Replies.ZERO, LAST_SLOT, node));
  }

  @Override
  public Reply shards(ClientSession client, Args args) {
    Reply node =
        CommandFacts.map(
            "id", Replies.bulk(nodeId),
            "port", Replies.integer(port(client)),
            "ip", Replies.bulk(host(client)),
            "endpoint", Replies.bulk(host(client)),
            "role", Replies.bulk("master"),
            "replication-offset", Replies.ZERO,
            "health", Replies.bulk("online"));
    return Replies.array(
        CommandFacts.map(
            "slots", Replies.array(Replies.ZERO, LAST_SLOT), "nodes", Replies.array(node)));
  }

  @Override
  public Reply links(Session session, Args args) {
    return Replies.EMPTY_ARRAY;
  }

  @Override
  public Reply replicas(Session session, Args args) {
    return isThisNode(args) ? Replies.EMPTY_ARRAY : unknownNode(args);
  }

  @Override
  public Reply failureReports(Session session, Args args) {
    return isThisNode(args) ? Replies.ZERO : unknownNode(args);
  }

  private boolean isThisNode(Args args) {
    return args.get(2).equals(Bytes.of(nodeId));
  }

  private static Reply unknownNode(Args args) {
    return Errors.err("Unknown node " + Errors.oneLine(args.get(2).latin1()));
  }

  private static Reply text(String lines) {
    return new Reply.Verbatim("txt", Bytes.of(lines));
  }

  private static String host(ClientSession client) {
    return client.connection().localAddress() instanceof InetSocketAddress inet
            && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "";
  }

  private static int port(ClientSession client) {
    return client.connection().localAddress() instanceof InetSocketAddress inet
        ? inet.getPort()
        : 0;
  }
}
