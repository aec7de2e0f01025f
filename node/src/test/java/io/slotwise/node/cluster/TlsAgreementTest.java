package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.protocol.tls.TlsFiles;
import io.slotwise.protocol.tls.TlsSettings;
import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member that comes back, and another one that answers what the test tells it to. */
class TlsAgreementTest {

  private static final String SPEAKS_TLS = "-ERR This port speaks TLS\r\n";
  private static final String SPEAKS_NONE =
      "-ERR Protocol error: TLS on a port that speaks none\r\n";

  private ServerSocket other;

  @BeforeEach
  void listen() throws IOException {
    other = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    other.close();
  }

  private void answer(String line) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket client = other.accept()) {
                client.getInputStream().read(new byte[4096]);
                client.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
              } catch (IOException e) {
                // The test is over.
              }
            },
            "other-member");
    thread.setDaemon(true);
    thread.start();
  }

  private void check(Tls tls) throws IOException {
    Member self = member("a", 1);
    ClusterMap map =
        new ClusterChange.Create("c".repeat(40), 6, 3, member("b", other.getLocalPort()))
            .appliedTo(ClusterMap.NONE);
    ClusterSettings settings = ClusterSettings.from(ConfigFactory.load());
    TlsAgreement.check(
        new ClusterPlan(settings, Path.of("unused"), self, map, "c".repeat(40), false), tls);
  }

  private static Member member(String id, int clusterClientPort) {
    return new Member(
        id.repeat(40), "127.0.0.1", 1, clusterClientPort, 3, 4, MemberState.UP, "1", 1);
  }

  private static Tls tls() throws IOException {
    return Tls.of(TlsSettings.ofClient(new TlsFiles("", "", "", "", "")));
  }

  @Test
  void whoDiffersIsNamed() {
    answer(SPEAKS_TLS);
    assertThatThrownBy(() -> check(null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tls-cluster no")
        .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
        .hasMessageContaining("stop all nodes");
    answer(SPEAKS_NONE);
    assertThatThrownBy(() -> check(tls()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tls-cluster yes")
        .hasMessageContaining("the other side speaks no TLS");
  }

  @Test
  void whoAgreesOrIsNotThereIsNoObstacle() throws IOException {
    answer("-NOAUTH Authentication required.\r\n");
    assertThatCode(() -> check(null)).doesNotThrowAnyException();
    other.close();
    assertThatCode(() -> check(null)).doesNotThrowAnyException();
    Tls tls = tls();
    assertThatCode(() -> check(tls)).doesNotThrowAnyException();
  }
}
