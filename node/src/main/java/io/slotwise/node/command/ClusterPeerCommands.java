package io.slotwise.node.command;

import static io.slotwise.node.command.ClientHandler.client;
import static io.slotwise.protocol.command.CommandGroup.CLUSTER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.SKIP_MONITOR;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Face;
import io.slotwise.node.peers.Peers;
import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.pubsub.Topic;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the nodes of a cluster say to each other for their subscribers. */
final class ClusterPeerCommands {

  private static final String SINCE = "7.0.0";

  private final PubSub pubSub;
  private final Peers peers;

  ClusterPeerCommands(PubSub pubSub, Peers peers) {
    this.pubSub = pubSub;
    this.peers = peers;
  }

  List<CommandDef> all() {
    return List.of(
        sub("deliver", 5).onConnection(this::deliver),
        sub("listens", -3).onConnection(client(this::listens)));
  }

  private static CommandDef.Builder sub(String name, int arity) {
    return command("cluster|" + name, CLUSTER)
        .since(SINCE)
        .arity(arity)
        .flags(ADMIN, NOSCRIPT, LOADING, STALE, SKIP_MONITOR);
  }

  /**
   * {@code CLUSTER LISTENS node-id [topic ...]}: the client is that node, and its subscribers want
   * to hear of these topics and no others as long as it is connected. Reply: OK. Errors: ERR no
   * such node.
   */
  private Reply listens(ClientSession client, Args args) {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    for (int i = 3; i < args.count(); i++) {
      Topic topic = Topic.of(args.get(i).latin1());
      if (topic != null) {
        topics.add(topic);
      }
    }
    client.setFace(Face.PEER);
    return peers.heard(args.get(2).latin1(), client.connection(), topics)
        ? Replies.OK
        : Errors.err("node " + Errors.oneLine(args.get(2).latin1()) + " is not known here");
  }

  /**
   * {@code CLUSTER DELIVER topic channel message}: a message for the subscribers of this node.
   * Reply: integer, how many subscriptions it reaches.
   */
  private Reply deliver(Session session, Args args) {
    Topic topic = Topic.of(args.get(2).latin1());
    if (topic == null) {
      return Errors.syntax();
    }
    Bytes channel = args.get(3);
    Bytes message = args.get(4);
    return Replies.integer(
        switch (topic) {
          case MESSAGES -> pubSub.publish(channel, message, 0);
          case SHARD_MESSAGES -> pubSub.publishToShard(channel, message);
          case KEY_EVENTS -> pubSub.publishToRoaming(channel, message);
        });
  }
}
