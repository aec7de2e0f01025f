package io.slotwise.it.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.it.harness.Loud;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.SlotwiseProcess;
import io.slotwise.protocol.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Ten thousand connections that do nothing cost at most 300 MB, and leave nothing behind. */
class IdleConnectionsTest {

  private static final int CONNECTIONS = 10_000;
  private static final int ALLOWED_MB = 300;

  @Test
  void tenThousandIdleConnectionsAreCheapAndLeaveNothingBehind() throws IOException {
    assumeFalse(Servers.redisStandsIn(), "about Slotwise's memory");
    boolean enough = descriptorsAllowed() > CONNECTIONS + 1_000;
    if (!enough) {
      Loud.say("TEN THOUSAND CONNECTIONS ARE NOT TESTED: raise the limit of open files");
    }
    assumeTrue(enough, "limit of open files");
    List<SocketChannel> idle = new ArrayList<>();
    try (SlotwiseProcess server =
            SlotwiseProcess.start("--maxclients", Integer.toString(CONNECTIONS + 100));
        RawClient client = server.connect()) {
      long before = residentMb(server.pid());
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          idle.add(greeted(server.port()));
        }
        assertThat(connected(client)).isEqualTo(CONNECTIONS + 1);
        assertThat(residentMb(server.pid()) - before).isLessThanOrEqualTo(ALLOWED_MB);
      } finally {
        for (SocketChannel channel : idle) {
          channel.close();
        }
      }
      Awaitility.await("the closed connections are forgotten")
          .atMost(Duration.ofSeconds(30))
          .until(() -> connected(client) == 1);
    }
  }

  /** A connection that has spoken once, so that it holds all that an idle one holds. */
  private static SocketChannel greeted(int port) {
    try {
      SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channel.write(ByteBuffer.wrap(Bytes.of("PING\r\n").toArray()));
      ByteBuffer pong = ByteBuffer.allocate(7);
      while (pong.hasRemaining() && channel.read(pong) >= 0) {
        continue;
      }
      assertThat(new String(pong.array(), java.nio.charset.StandardCharsets.ISO_8859_1))
          .isEqualTo("+PONG\r\n");
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long connected(RawClient client) {
    return client
        .call("INFO", "clients")
        .text()
        .lines()
        .filter(line -> line.startsWith("connected_clients:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  private static long residentMb(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static long descriptorsAllowed() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.split("\\s+")[4])
        .mapToLong(hard -> hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard))
        .findFirst()
        .orElse(0);
  }
}
