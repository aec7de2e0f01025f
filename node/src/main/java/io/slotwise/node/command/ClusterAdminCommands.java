package io.slotwise.node.command;

import static io.slotwise.node.command.ClientHandler.client;
import static io.slotwise.node.command.ClientHandler.clientLater;
import static io.slotwise.protocol.command.CommandGroup.CLUSTER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.node.command.ClusterControl.NodeChange;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Face;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The parts of CLUSTER that Redis does not have: what {@code slotwise cluster} and the nodes among
 * themselves use. Nodes are named by their ids.
 */
final class ClusterAdminCommands {

  private static final String SINCE = "7.0.0";
  private static final Reply.Error NO_CLUSTER =
      Errors.err("This node is in no cluster: start it with cluster-enabled yes or join");

  private static final Reply.Error NO_CLUSTER_YET =
      new Reply.Error(
          ErrorCode.TRYAGAIN,
          "this node is in no cluster: 'slotwise cluster create' makes it the first member of one");

  private static final Reply.Error NO_CERTIFICATE =
      Errors.err(
          "The nodes of this cluster speak TLS and show certificates: join the tls-port of one,"
              + " with tls-cluster yes");

  private final ClusterControl cluster;

  ClusterAdminCommands(ClusterControl cluster) {
    this.cluster = cluster;
  }

  List<CommandDef> all() {
    return List.of(
        admin("lead", 4, this::lead),
        admin("drain", 3, (session, args) -> change(args, NodeChange.DRAIN)),
        sub("join", 3).onNode(clientLater(this::join)),
        admin("move", 5, this::move),
        sub("peer", 2).onConnection(client(this::peer)),
        admin("raise-level", 2, this::raiseLevel),
        admin("remove", 3, (session, args) -> change(args, NodeChange.REMOVE)),
        admin("replica-count", 3, this::setReplicas),
        admin("resume", 3, (session, args) -> change(args, NodeChange.RESUME)),
        sub("status", 2).onConnection(this::status));
  }

  private static CommandDef.Builder sub(String name, int arity) {
    return command("cluster|" + name, CLUSTER).since(SINCE).arity(arity).flags(ADMIN, NOSCRIPT);
  }

  private CommandDef admin(String name, int arity, Handler.OnNode handler) {
    return sub(name, arity)
        .onNode(
            (session, args) -> {
              needsCluster();
              return handler.run(session, args);
            });
  }

  private void needsCluster() {
    if (cluster == null) {
      throw new CommandError(NO_CLUSTER);
    }
  }

  /** {@code CLUSTER STATUS}. Reply: bulk, JSON. */
  private Reply status(Session session, Args args) {
    needsCluster();
    return Replies.bulk(cluster.status());
  }

  /** {@code CLUSTER PEER}: the client is a node that passes on what its own clients ask. */
  private Reply peer(ClientSession client, Args args) {
    needsCluster();
    client.setFace(Face.PEER);
    client.tracking().setPushesApart();
    return Replies.OK;
  }

  /**
   * {@code CLUSTER JOIN member}, as JSON. Reply: bulk, the cluster's map as JSON. Errors: TRYAGAIN
   * as long as there is no cluster: there may be one later; ERR where nodes speak TLS and this one
   * has not shown a certificate.
   */
  private CompletionStage<Reply> join(ClientSession client, Args args) {
    if (cluster == null) {
      throw new CommandError(NO_CLUSTER_YET);
    }
    if (cluster.isSecured() && !client.connection().isVerified()) {
      throw new CommandError(NO_CERTIFICATE);
    }
    return cluster.admit(args.get(2).utf8()).thenApply(Replies::bulk);
  }

  /** {@code CLUSTER DRAIN | RESUME | REMOVE node-id}. Reply: OK. */
  private CompletionStage<Reply> change(Args args, NodeChange change) {
    return cluster.change(args.get(2).latin1(), change).thenApply(done -> Replies.OK);
  }

  /** {@code CLUSTER MOVE shard from-id to-id}. Reply: OK when the move has begun. */
  private CompletionStage<Reply> move(Session session, Args args) {
    int shard = (int) args.integer(2);
    return cluster
        .move(shard, args.get(3).latin1(), args.get(4).latin1())
        .thenApply(begun -> Replies.OK);
  }

  /** {@code CLUSTER LEAD shard node-id}. Reply: OK when the leader has been asked. */
  private CompletionStage<Reply> lead(Session session, Args args) {
    return cluster.lead((int) args.integer(2), args.get(3).latin1()).thenApply(asked -> Replies.OK);
  }

  /** {@code CLUSTER RAISE-LEVEL}. Reply: integer, the level of formats that is written now. */
  private CompletionStage<Reply> raiseLevel(Session session, Args args) {
    return cluster.raiseLevel().thenApply(Reply.Int::new);
  }

  /** {@code CLUSTER REPLICA-COUNT 1|3|5}. Reply: OK. */
  private CompletionStage<Reply> setReplicas(Session session, Args args) {
    return cluster.setReplicas((int) args.integer(2)).thenApply(done -> Replies.OK);
  }
}
