package io.slotwise.node.cli;

import io.slotwise.node.NodeSettings;
import io.slotwise.node.management.ManagementSettings;
import io.slotwise.ops.config.ConfigTable;
import java.io.PrintWriter;

/** What a node says when it is up. Colour only on a terminal, and not with NO_COLOR. */
final class Banner {

  private static final String BOLD = "\u001B[1m";
  private static final String CYAN = "\u001B[36m";
  private static final String PLAIN = "\u001B[0m";

  private final NodeSettings settings;
  private final int port;
  private final String cluster;
  private final boolean colour;

  /**
   * @param cluster what to say of it, or null
   */
  Banner(NodeSettings settings, int port, String cluster) {
    this(settings, port, cluster, System.console() != null && System.getenv("NO_COLOR") == null);
  }

  Banner(NodeSettings settings, int port, String cluster, boolean colour) {
    this.settings = settings;
    this.port = port;
    this.cluster = cluster;
    this.colour = colour;
  }

  void print(PrintWriter out) {
    ConfigTable table = ConfigTable.of(settings.config());
    boolean password = !table.get("requirepass").isEmpty();
    out.println();
    out.println("  " + style(BOLD + CYAN, "Slotwise " + Version.text()));
    out.println("  a Redis-compatible, persistent key-value server");
    out.println();
    String bind = "  (bind " + table.get("bind") + ")";
    int tlsPort = settings.tlsPort();
    boolean onlyTls = port == tlsPort;
    if (!onlyTls) {
      line(out, "port", port + bind);
    }
    if (tlsPort != 0) {
      line(out, "tls-port", tlsPort + bind);
    }
    line(out, "data", settings.dir().toString());
    if (cluster != null) {
      line(out, "cluster", cluster);
    }
    line(out, "durability", table.get("durability"));
    line(out, "pid", Long.toString(ProcessHandle.current().pid()));
    ManagementSettings management = ManagementSettings.from(settings.config());
    if (management.isOn()) {
      line(out, "management", "http://" + management.bind() + ":" + management.port());
    }
    line(
        out,
        "connect",
        "redis-cli " + (onlyTls ? "--tls " : "") + "-p " + port + (password ? " -a PASSWORD" : ""));
    out.println();
    out.println("Ready to accept connections");
    out.flush();
  }

  private void line(PrintWriter out, String name, String value) {
    out.println("  " + style(BOLD, name) + " ".repeat(Math.max(1, 12 - name.length())) + value);
  }

  private String style(String code, String text) {
    return colour ? code + text + PLAIN : text;
  }
}
