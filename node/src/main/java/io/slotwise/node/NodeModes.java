package io.slotwise.node;

import com.typesafe.config.ConfigValueFactory;
import io.slotwise.node.cli.Version;
import io.slotwise.node.cluster.ClusterPlan;
import io.slotwise.node.cluster.ClusterSettings;
import io.slotwise.ops.config.ConfigTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out in which mode a node runs. */
final class NodeModes {

  private NodeModes() {}

  /**
   * Reads the settings and the data folder, and asks the member that is to be joined.
   *
   * @throws IOException with a message for the operator
   */
  static NodeMode of(NodeSettings settings) throws IOException {
    ClusterSettings cluster = ClusterSettings.from(settings.config());
    Path dir = settings.dir();
    if (!cluster.enabled()) {
      if (ClusterPlan.isMember(dir)) {
        throw new IOException(
            "the data folder "
                + dir
                + " belongs to a member of a cluster: start it with cluster-enabled yes");
      }
      return new LoneMode(settings.akkaPort());
    }
    Files.createDirectories(dir);
    ConfigTable config = ConfigTable.of(settings.config());
    String ofOthers = config.get("masterauth");
    return new ClusterMode(
        ClusterPlan.make(
            cluster,
            dir,
            NodeId.of(dir),
            Version.text(),
            ofOthers.isEmpty() ? config.get("requirepass") : ofOthers));
  }

  /** The settings with what a member has found out: that it is one, and the port it has chosen. */
  static NodeSettings withPort(NodeSettings settings, NodeMode mode) {
    return mode.isAlone()
        ? settings
        : NodeSettings.from(
            settings
                .config()
                .withValue("slotwise.server.cluster-enabled", ConfigValueFactory.fromAnyRef("yes"))
                .withValue(
                    "slotwise.server.port", ConfigValueFactory.fromAnyRef(mode.clientPort())));
  }
}
