package io.slotwise.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.slotwise.node.cli.Version;
import io.slotwise.node.cluster.ClusterEntry;
import io.slotwise.node.cluster.ClusterSettings;
import io.slotwise.protocol.tls.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out in which mode a node runs. */
final class NodeModes {

  private NodeModes() {}

  /**
   * Reads the settings and the data folder.
   *
   * @param tls that nodes speak with each other, or null
   * @throws IOException with a message for the operator
   */
  static NodeMode of(NodeSettings settings, Tls tls) throws IOException {
    ClusterSettings cluster = ClusterSettings.from(settings.config());
    Path dir = settings.dir();
    if (!cluster.enabled()) {
      if (ClusterEntry.isMember(dir)) {
        throw new IOException(
            "the data folder "
                + dir
                + " belongs to a member of a cluster: start it with cluster-enabled yes");
      }
      return new LoneMode(settings.akkaPort());
    }
    Files.createDirectories(dir);
    return new ClusterMode(ClusterEntry.of(cluster, dir, NodeId.of(dir), Version.text()), tls);
  }

  /** The settings with what a member has found out: that it is one, and the port it has chosen. */
  static NodeSettings withPort(NodeSettings settings, NodeMode mode) {
    if (mode.isAlone()) {
      return settings;
    }
    Config member =
        settings
            .config()
            .withValue("slotwise.server.cluster-enabled", ConfigValueFactory.fromAnyRef("yes"));
    // With TLS between nodes they know another port, and this one is as it was set.
    return NodeSettings.from(
        mode.clientPort() == settings.tlsPort()
            ? member
            : member.withValue(
                "slotwise.server.port", ConfigValueFactory.fromAnyRef(mode.clientPort())));
  }
}
