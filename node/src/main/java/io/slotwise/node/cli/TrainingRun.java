package io.slotwise.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.slotwise.node.NodeSettings;
import io.slotwise.node.ServerNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Starts a node, asks it a few things and stops it: what the build runs to archive the classes that
 * every start loads ({@code -XX:ArchiveClassesAtExit}). A start from the archive takes about half
 * the time.
 */
public final class TrainingRun {

  private static final String REQUESTS =
      "PING\r\nSET training 1\r\nGET training\r\nINCR training\r\nMSET a 1 b 2\r\nMGET a b\r\nDEL a b\r\nHELLO 3\r\n"
          + "CLIENT SETINFO lib-name training\r\nINFO\r\nCONFIG GET *\r\nCOMMAND COUNT\r\nSCAN 0\r\nDBSIZE\r\nFLUSHALL\r\nQUIT\r\n";

  private TrainingRun() {}

  /**
   * @param args an empty folder for the data
   */
  public static void main(String[] args) throws IOException {
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "slotwise.server.port",
                    0,
                    "slotwise.server.bind",
                    "127.0.0.1",
                    "slotwise.server.dir",
                    args[0]))
            .withFallback(ConfigFactory.load());
    ServerNode node = new ServerNode(NodeSettings.from(config));
    node.start();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      client.getOutputStream().write(REQUESTS.getBytes(StandardCharsets.US_ASCII));
      InputStream replies = client.getInputStream();
      byte[] buffer = new byte[1 << 16];
      int read = 0;
      while (read >= 0) {
        read = replies.read(buffer);
      }
    }
    node.stop();
    System.exit(ExitCode.OK);
  }
}
