package io.slotwise.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node must know before it starts and what does not change while it runs; the rest is in
 * {@link io.slotwise.ops.config.ConfigTable}.
 *
 * @param port for clients; 0 takes any free one
 * @param dir the data folder, absolute
 * @param databases how many SELECT can choose from
 * @param ioThreads event loops, at least 1
 * @param akkaPort of the actor system on the loopback address; 0 takes any free one
 * @param config everything, for the modules that read their own part
 */
public record NodeSettings(
    int port,
    List<BindAddress> bind,
    Path dir,
    int databases,
    int ioThreads,
    int akkaPort,
    Config config) {

  private static final String HOME = "slotwise.server";

  /**
   * An address to listen on.
   *
   * @param host an address or a name; {@code 0.0.0.0} or {@code ::} for all
   * @param optional whether the node starts without it when the machine does not have it
   */
  public record BindAddress(String host, boolean optional) {

    static BindAddress parse(String text) {
      boolean optional = text.startsWith("-");
      String host = optional ? text.substring(1) : text;
      return new BindAddress(
          switch (host) {
            case "*" -> "0.0.0.0";
            case "::*" -> "::";
            default -> host;
          },
          optional);
    }
  }

  /**
   * Reads {@code slotwise.server}.
   *
   * @throws ConfigException naming the setting that cannot be used, and where it stands
   */
  public static NodeSettings from(Config config) {
    Config server = config.getConfig(HOME);
    return new NodeSettings(
        server.getInt("port"),
        addresses(server),
        Path.of(server.getString("dir")).toAbsolutePath().normalize(),
        server.getInt("databases"),
        loops(server.getInt("io-threads")),
        server.getInt("akka-port"),
        config);
  }

  private static List<BindAddress> addresses(Config server) {
    List<BindAddress> addresses = new ArrayList<>();
    for (String word : server.getString("bind").trim().split("\\s+")) {
      if (!word.isEmpty()) {
        addresses.add(BindAddress.parse(word));
      }
    }
    if (addresses.isEmpty()) {
      throw new ConfigException.BadValue(
          server.getValue("bind").origin(), HOME + ".bind", "names no address to listen on");
    }
    return List.copyOf(addresses);
  }

  private static int loops(int wanted) {
    return wanted > 0 ? wanted : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}
