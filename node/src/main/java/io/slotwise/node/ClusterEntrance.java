package io.slotwise.node;

import com.typesafe.config.ConfigException;
import io.slotwise.node.cluster.ClusterSettings;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.store.NodeStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** Finds out whether a node that runs alone could go on as a member, before it stops for that. */
final class ClusterEntrance {

  private ClusterEntrance() {}

  /**
   * @param changes settings of the member, by name
   * @param port that clients know, which it keeps
   * @return what to start with
   * @throws CommandError saying what is in the way
   */
  static NodeSettings check(
      NodeSettings now, Map<String, String> changes, NodeStore store, int port) {
    try {
      Map<String, String> all = new HashMap<>(changes);
      if (!now.listen().isEmpty()) {
        all.put("port", Integer.toString(port));
      }
      NodeSettings next = now.with(all);
      ClusterSettings cluster = ClusterSettings.from(next.config());
      long keys = StandaloneData.keysIn(store.dataStore(), now.databases());
      if (!cluster.seeds().isEmpty() && keys > 0) {
        throw new CommandError(
            Errors.err(
                "This node has "
                    + keys
                    + " keys, and a node that joins begins with nothing: empty it, or create the"
                    + " cluster here and add the others"));
      }
      String obstacle = StandaloneData.obstacleToCluster(store);
      if (obstacle != null) {
        throw new CommandError(Errors.err(obstacle));
      }
      checkFree(cluster.clusterClientPort(), "cluster-client-port");
      checkFree(cluster.busPort(), "cluster-port");
      checkFree(cluster.raftPort(), "raft-port");
      return next;
    } catch (ConfigException e) {
      throw new CommandError(Errors.err(Errors.oneLine(e.getMessage())));
    }
  }

  private static void checkFree(int port, String name) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      probe.setReuseAddress(true);
    } catch (IOException e) {
      throw new CommandError(
          Errors.err("the port " + port + " is not free: start this node with another " + name));
    }
  }
}
