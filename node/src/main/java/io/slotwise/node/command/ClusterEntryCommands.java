package io.slotwise.node.command;

import static io.slotwise.protocol.command.CommandGroup.CLUSTER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import io.slotwise.sharding.cluster.ClusterChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a node that runs alone comes into a cluster: what {@code slotwise cluster create} and {@code
 * add} send it. It starts again in its process; connections are closed.
 */
final class ClusterEntryCommands {

  private static final long SHARDS_MAX = ClusterChange.SHARDS_MAX;
  private static final long REPLICAS_MAX = ClusterChange.REPLICAS_MAX;

  private final NodeServices node;

  ClusterEntryCommands(NodeServices node) {
    this.node = node;
  }

  List<CommandDef> all() {
    return List.of(
        sub("create", 4).onConnection(this::create), sub("enter", 3).onConnection(this::enter));
  }

  private static CommandDef.Builder sub(String name, int arity) {
    return command("cluster|" + name, CLUSTER).since("7.0.0").arity(arity).flags(ADMIN, NOSCRIPT);
  }

  /**
   * {@code CLUSTER CREATE shards replicas}, 0 for what the configuration says. Reply: OK; the node
   * starts again then as the first member of a cluster with the data that it has. Errors: ERR where
   * it is in one already, or cannot start so.
   */
  private Reply create(Session session, Args args) {
    long shards = args.integer(2);
    long replicas = args.integer(3);
    if (shards < 0 || shards > SHARDS_MAX) {
      return Errors.err("a cluster has 1 to " + SHARDS_MAX + " shards, not " + shards);
    }
    if (replicas < 0 || replicas > REPLICAS_MAX || replicas > 0 && replicas % 2 == 0) {
      return Errors.err("a shard has 1, 3 or 5 copies, not " + replicas);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    if (shards > 0) {
      settings.put("cluster-shards", Long.toString(shards));
    }
    if (replicas > 0) {
      settings.put("cluster-replicas", Long.toString(replicas));
    }
    return begin(settings);
  }

  /**
   * {@code CLUSTER ENTER addresses}, of members. Reply: OK; the node starts again then and joins
   * them. Errors: ERR where it is in a cluster already, has keys, or cannot start so.
   */
  private Reply enter(Session session, Args args) {
    return begin(Map.of("join", args.get(2).utf8()));
  }

  private Reply begin(Map<String, String> settings) {
    if (node.cluster() != null) {
      throw new CommandError(Errors.err("This node is in a cluster already"));
    }
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("cluster-enabled", "yes");
    node.control().enterCluster(all);
    return Replies.OK;
  }
}
