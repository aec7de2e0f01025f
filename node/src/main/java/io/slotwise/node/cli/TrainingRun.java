package io.slotwise.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.slotwise.node.NodeSettings;
import io.slotwise.node.ServerNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * Starts a node, asks it a few things and stops it, and then the same with a cluster of three that
 * lead by turns: what the build runs to archive the classes that nodes load ({@code
 * -XX:ArchiveClassesAtExit}). A start from the archive takes about half the time, and the first
 * lead of a node does not wait for classes.
 */
public final class TrainingRun {

  private static final String REQUESTS =
      "PING\r\nSET training 1\r\nGET training\r\nINCR training\r\nMSET a 1 b 2\r\nMGET a b\r\nDEL a b\r\nHELLO 3\r\n"
          + "CLIENT SETINFO lib-name training\r\nINFO\r\nCONFIG GET *\r\nCOMMAND COUNT\r\nSCAN 0\r\nDBSIZE\r\nFLUSHALL\r\n";

  /** Keys of several shards, so that nodes pass some of them on. */
  private static final String CLUSTER_REQUESTS =
      "CLUSTER FAILOVER\r\nCLUSTER INFO\r\nCLUSTER SHARDS\r\nCLUSTER SLOTS\r\nCLUSTER NODES\r\nSET a 1\r\nSET b 2\r\nGET a\r\n"
          + "GET b\r\nHSET c field 1\r\nEVAL \"return redis.call('incr', KEYS[1])\" 1 a\r\nWAIT 1 1000\r\n";

  private static final String CLUSTER_SECONDS = "60";
  private static final int ANSWER_MS = 60_000;

  private TrainingRun() {}

  /**
   * @param args an empty folder for the data; and {@code cluster} for both parts, or the first only
   */
  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    ServerNode alone = start(dir.resolve("alone"), Map.of());
    ask(alone, REQUESTS);
    alone.stop();
    if (args[1].equals("cluster")) {
      try {
        trainCluster(dir);
      } catch (IOException | RuntimeException e) {
        // A start without them takes a little longer.
        System.err.println("warning: a cluster's classes are not all archived: " + e);
      }
    }
    // With nodes that are still there: they need not end well one by one.
    System.exit(ExitCode.OK);
  }

  private static ServerNode start(Path dir, Map<String, ?> parameters) throws IOException {
    Map<String, ?> usual =
        Map.of("port", 0, "bind", "127.0.0.1", "dir", dir.toString(), "loglevel", "warning");
    Config config =
        ConfigFactory.parseMap(parameters)
            .withFallback(ConfigFactory.parseMap(usual))
            .atPath("slotwise.server")
            .withFallback(ConfigFactory.load());
    ServerNode node = new ServerNode(NodeSettings.from(config));
    node.start();
    return node;
  }

  private static void ask(ServerNode node, String requests) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      client.setSoTimeout(ANSWER_MS);
      client.getOutputStream().write((requests + "QUIT\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream replies = client.getInputStream();
      byte[] buffer = new byte[1 << 16];
      int read = 0;
      while (read >= 0) {
        read = replies.read(buffer);
      }
    }
  }

  private static void trainCluster(Path dir) throws IOException {
    ServerNode first =
        start(dir.resolve("first"), Map.of("cluster-enabled", "yes", "cluster-shards", 2));
    String join = "127.0.0.1:" + first.port();
    ServerNode second = start(dir.resolve("second"), Map.of("join", join));
    ServerNode third = start(dir.resolve("third"), Map.of("join", join));
    for (ServerNode leader : List.of(third, second, first)) {
      awaitWhole(first);
      ask(leader, CLUSTER_REQUESTS);
    }
    third.stop();
  }

  private static void awaitWhole(ServerNode node) {
    CommandLine commands = Main.commandLine();
    commands.setOut(new PrintWriter(Writer.nullWriter()));
    int exit =
        commands.execute(
            "cluster", "wait", "--node", "127.0.0.1:" + node.port(), "--wait", CLUSTER_SECONDS);
    if (exit != ExitCode.OK) {
      throw new IllegalStateException("the cluster of the training run does not become whole");
    }
  }
}
