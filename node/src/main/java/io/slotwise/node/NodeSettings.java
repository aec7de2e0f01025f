package io.slotwise.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.slotwise.protocol.net.ListenAddress;
import io.slotwise.sharding.store.StoreSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a node must know before it starts and what does not change while it runs; the rest is in
 * {@link io.slotwise.ops.config.ConfigTable}.
 *
 * @param port for clients; 0 takes any free one, or with a {@code tls-port} none
 * @param listen where clients are listened for on it; empty for nowhere
 * @param dir the data folder, absolute
 * @param databases how many SELECT can choose from
 * @param ioThreads event loops, at least 1
 * @param akkaPort of the actor system on the loopback address; 0 takes any free one
 * @param config everything, for the modules that read their own part
 */
public record NodeSettings(
    int port,
    List<ListenAddress> listen,
    Path dir,
    int databases,
    int ioThreads,
    int akkaPort,
    Config config) {

  private static final String HOME = "slotwise.server";

  /**
   * Reads {@code slotwise.server}.
   *
   * @throws ConfigException naming the setting that cannot be used, and where it stands
   */
  public static NodeSettings from(Config config) {
    Config server = config.getConfig(HOME);
    int port = server.getInt("port");
    boolean onlyTls = port == 0 && server.getInt("tls-port") != 0;
    return new NodeSettings(
        port,
        onlyTls ? List.of() : addresses(server, port),
        Path.of(server.getString("dir")).toAbsolutePath().normalize(),
        server.getInt("databases"),
        loops(server.getInt("io-threads")),
        server.getInt("akka-port"),
        config);
  }

  /**
   * The store's part: its own settings, with the folder and the number of databases that the node
   * has.
   */
  StoreSettings storeSettings() {
    return storeSettings(
        Map.of("slotwise.store.dir", dir.toString(), "slotwise.store.databases", databases));
  }

  /** How much heap the store's entries may take where {@code maxmemory} is 0. */
  long hotCacheBytesByDefault() {
    return storeSettings(Map.of("slotwise.store.hot-cache-bytes", 0)).hotCacheBytes();
  }

  private StoreSettings storeSettings(Map<String, Object> own) {
    return StoreSettings.from(ConfigFactory.parseMap(own).withFallback(config));
  }

  /** The same with other values for parameters, by their names. */
  NodeSettings with(Map<String, String> changes) {
    Config changed = config;
    for (Map.Entry<String, String> change : changes.entrySet()) {
      changed =
          changed.withValue(
              HOME + "." + change.getKey(), ConfigValueFactory.fromAnyRef(change.getValue()));
    }
    return from(changed);
  }

  /** Where clients that speak TLS are listened for; empty for nowhere. */
  List<ListenAddress> listenTls() {
    return tlsPort() == 0 ? List.of() : listenOn(tlsPort());
  }

  /** 0 for none. */
  public int tlsPort() {
    return config.getInt(HOME + ".tls-port");
  }

  /** The same addresses with another port. */
  List<ListenAddress> listenOn(int otherPort) {
    return addresses(config.getConfig(HOME), otherPort);
  }

  private static List<ListenAddress> addresses(Config server, int port) {
    List<ListenAddress> addresses = new ArrayList<>();
    for (String word : server.getString("bind").trim().split("\\s+")) {
      if (!word.isEmpty()) {
        addresses.add(ListenAddress.parse(word, port));
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
