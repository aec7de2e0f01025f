package io.slotwise.node.command;

import static io.slotwise.node.command.ClientHandler.client;
import static io.slotwise.protocol.command.CommandGroup.CLUSTER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.NO_ASYNC_LOADING;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.node.connection.Clients;
import io.slotwise.ops.HelpText;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * CLUSTER: answers questions about the cluster, or about the one node that serves every slot, and
 * refuses what Slotwise does by itself. READONLY and its kin.
 */
final class ClusterCommands {

  private static final Reply DISABLED = Errors.err("This instance has cluster support disabled");

  private final DataStore store;
  private final ClusterView view;
  private final ClusterControl cluster;
  private final ShareCommand share;

  private final ClusterPeerCommands ofPeers;
  private final ClusterEntryCommands ofEntry;

  ClusterCommands(NodeServices node, Clients clients, ShareCommand share) {
    this.store = node.store();
    this.cluster = node.cluster();
    this.share = share;
    this.view = cluster == null ? new LoneNodeView(node.nodeId()) : new ClusterTopology(cluster);
    this.ofPeers = new ClusterPeerCommands(clients.pubSub(), clients.others().peers());
    this.ofEntry = new ClusterEntryCommands(node);
  }

  List<CommandDef> all() {
    CommandDef.Builder cluster = container("cluster", CLUSTER).since("3.0.0").arity(-2);
    questions().forEach(cluster::sub);
    changes().forEach(cluster::sub);
    new ClusterAdminCommands(this.cluster).all().forEach(cluster::sub);
    ofPeers.all().forEach(cluster::sub);
    cluster.sub(share.definition());
    ofEntry.all().forEach(cluster::sub);
    return List.of(
        cluster.build(),
        standalone("readonly").flags(LOADING, STALE, FAST).onConnection(this::noted),
        standalone("readwrite").flags(LOADING, STALE, FAST).onConnection(this::noted),
        standalone("asking").flags(FAST).onConnection(this::noted));
  }

  /**
   * {@code READONLY}, {@code READWRITE}, {@code ASKING}. Reply: OK in a cluster. They change
   * nothing: reads are served by the leader only, and a shard moves from one moment to the next.
   */
  private Reply noted(Session session, Args args) {
    return cluster == null ? DISABLED : Replies.OK;
  }

  /** What is answered. */
  private List<CommandDef> questions() {
    return List.of(
        sub("count-failure-reports", 3, "3.0.0")
            .flags(ADMIN, STALE)
            .tips("nondeterministic_output")
            .onConnection(view::failureReports),
        question("countkeysinslot", 3).onNode(this::countKeysInSlot),
        volatileQuestion("getkeysinslot", 4).onNode(this::getKeysInSlot),
        sub("help", 2, "5.0.0").flags(LOADING, STALE).onConnection((session, args) -> HELP),
        volatileQuestion("info", 2).onConnection(view::info),
        question("keyslot", 3).onConnection(ClusterCommands::keySlot),
        sub("links", 2, "7.0.0")
            .flags(STALE)
            .tips("nondeterministic_output")
            .onConnection(view::links),
        question("myid", 2).onConnection(view::myId),
        sub("myshardid", 2, "7.2.0")
            .flags(STALE)
            .tips("nondeterministic_output")
            .onConnection(view::myId),
        volatileQuestion("nodes", 2).onConnection(client(view::nodes)),
        replicas("replicas", "5.0.0"),
        replicas("slaves", "3.0.0"),
        sub("shards", 2, "7.0.0")
            .flags(STALE)
            .tips("nondeterministic_output")
            .onConnection(client(view::shards)),
        volatileQuestion("slots", 2).onConnection(client(view::slots)));
  }

  /** What is refused. */
  private List<CommandDef> changes() {
    return List.of(
        change("addslots", -3, "3.0.0", BALANCED),
        change("addslotsrange", -4, "7.0.0", BALANCED),
        sub("bumpepoch", 2, "3.0.0")
            .flags(ADMIN, STALE, NO_ASYNC_LOADING)
            .tips("nondeterministic_output")
            .onConnection(refusal(NO_EPOCHS)),
        change("delslots", -3, "3.0.0", BALANCED),
        change("delslotsrange", -4, "7.0.0", BALANCED),
        sub("failover", -2, "3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING).onNode(this::failover),
        change("flushslots", 2, "3.0.0", BALANCED),
        change("forget", 3, "3.0.0", MEMBERS),
        change("meet", -4, "3.0.0", MEMBERS),
        change("replicate", 3, "3.0.0", NO_REPLICAS),
        sub("reset", -2, "3.0.0").flags(ADMIN, NOSCRIPT, STALE).onConnection(refusal(MEMBERS)),
        change("saveconfig", 2, "3.0.0", "it keeps no cluster configuration file"),
        change("set-config-epoch", 3, "3.0.0", NO_EPOCHS),
        change("setslot", -4, "3.0.0", BALANCED));
  }

  private static final String BALANCED =
      "it gives slots to nodes by itself; see 'slotwise cluster move' and 'balance'";
  private static final String MEMBERS =
      "nodes join with 'slotwise server --join' and go with 'slotwise cluster remove'";
  private static final String NO_REPLICAS =
      "every node leads some shards and follows others; see 'slotwise cluster move'";
  private static final String NO_EPOCHS = "it has no configuration epochs";

  private static final Reply HELP =
      HelpText.of("cluster")
          .lines(
              "COUNT-FAILURE-REPORTS <node-id>",
              "How many nodes think that one has failed.",
              "COUNTKEYSINSLOT <slot>",
              "How many keys of database 0 are in the slot.",
              "GETKEYSINSLOT <slot> <count>",
              "Up to so many keys of database 0 in the slot.",
              "INFO",
              "The state of the cluster.",
              "KEYSLOT <key>",
              "The slot of the key.",
              "LINKS",
              "The connections between nodes.",
              "MYID",
              "The id of this node.",
              "MYSHARDID",
              "The id of this node's shard.",
              "NODES",
              "The nodes, a line each.",
              "REPLICAS <node-id>",
              "The replicas of the node.",
              "SHARDS",
              "The shards with their slots and nodes.",
              "SLOTS",
              "The ranges of slots with their nodes.")
          .reply();

  private static CommandDef.Builder sub(String name, int arity, String since) {
    return command("cluster|" + name, CLUSTER).since(since).arity(arity);
  }

  private static CommandDef.Builder question(String name, int arity) {
    return sub(name, arity, "3.0.0").flags(STALE);
  }

  private static CommandDef.Builder volatileQuestion(String name, int arity) {
    return question(name, arity).tips("nondeterministic_output");
  }

  private CommandDef replicas(String name, String since) {
    return sub(name, 3, since)
        .flags(ADMIN, STALE)
        .tips("nondeterministic_output")
        .onConnection(view::replicas);
  }

  private static CommandDef.Builder standalone(String name) {
    return command(name, CLUSTER).since("3.0.0").arity(1).acl(AclCategory.CONNECTION);
  }

  private static CommandDef change(String name, int arity, String since, String why) {
    return sub(name, arity, since).flags(ADMIN, STALE, NO_ASYNC_LOADING).onConnection(refusal(why));
  }

  private static Handler.OnConnection refusal(String why) {
    return (session, args) ->
        Errors.err(
            "CLUSTER "
                + args.get(1).latin1().toUpperCase(Locale.ROOT)
                + " is not supported by Slotwise: "
                + why);
  }

  /**
   * {@code CLUSTER FAILOVER [FORCE|TAKEOVER]}: this node is to lead every shard of which it has a
   * copy. Reply: OK when the leaders have been asked. Errors, in order: ERR syntax error; refused
   * where there is no cluster.
   */
  private CompletionStage<Reply> failover(Session session, Args args) {
    if (args.count() > 3 || args.count() == 3 && !args.is(2, "force") && !args.is(2, "takeover")) {
      return refused(Errors.syntax());
    }
    return cluster == null
        ? refused(Errors.err("CLUSTER FAILOVER is not supported by Slotwise: it has no replicas"))
        : cluster.takeOver().thenApply(asked -> Replies.OK);
  }

  /** {@code CLUSTER KEYSLOT key}. Reply: integer. */
  private static Reply keySlot(Session session, Args args) {
    return Replies.integer(Slots.of(args.get(2)));
  }

  /**
   * {@code CLUSTER COUNTKEYSINSLOT slot}. Reply: integer. Errors, in order: ERR value is not an
   * integer or out of range; ERR Invalid slot.
   */
  private CompletionStage<Reply> countKeysInSlot(Session session, Args args) {
    long slot = args.integer(2);
    if (slot < 0 || slot >= Slots.COUNT) {
      return refused(Errors.err("Invalid slot"));
    }
    return store.keyCountInSlot((int) slot).thenApply(Replies::integer);
  }

  /**
   * {@code CLUSTER GETKEYSINSLOT slot count}. Reply: array of keys. Errors, in order: ERR value is
   * not an integer or out of range; ERR Invalid slot or number of keys.
   */
  private CompletionStage<Reply> getKeysInSlot(Session session, Args args) {
    long slot = args.integer(2);
    long count = args.integer(3);
    if (slot < 0 || slot >= Slots.COUNT || count < 0) {
      return refused(Errors.err("Invalid slot or number of keys"));
    }
    int countMax = (int) Math.min(count, Integer.MAX_VALUE);
    return store.keysInSlot((int) slot, countMax).thenApply(ClusterCommands::keys);
  }

  private static Reply keys(List<Bytes> keys) {
    return new Reply.Array(keys.stream().map(Replies::bulk).toList());
  }

  private static CompletionStage<Reply> refused(Reply.Error error) {
    return CompletableFuture.completedFuture(error);
  }
}
