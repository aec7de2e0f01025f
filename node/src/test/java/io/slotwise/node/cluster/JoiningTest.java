package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.slotwise.node.connection.FakeSettings;
import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterCodec;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who begins a cluster and who joins one, with others that answer what the test tells them to, one
 * line after the other and the last one for ever.
 */
class JoiningTest {

  private static final String NODE = "b".repeat(40);
  private static final int PORT = 7001;
  private static final String LOADING = "-LOADING not yet\r\n";

  @TempDir private Path dir;

  private final List<Other> others = new ArrayList<>();
  private final WaitingRoom room = new WaitingRoom(NODE, new FakeSettings());
  private BooleanSupplier givenUp = () -> false;

  /** Another node. */
  private static final class Other implements AutoCloseable {

    private final ServerSocket socket;
    private final List<String> answers;
    private final AtomicInteger asked = new AtomicInteger();

    Other(List<String> answers) throws IOException {
      this.socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
      this.answers = answers;
      Thread thread = new Thread(this::answer, "other-node");
      thread.setDaemon(true);
      thread.start();
    }

    private void answer() {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept()) {
          client.getInputStream().read(new byte[4096]);
          String answer = answers.get(Math.min(asked.getAndIncrement(), answers.size() - 1));
          client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          // The test is over, or the client has gone.
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @AfterEach
  void closeOthers() throws IOException {
    for (Other other : others) {
      other.close();
    }
  }

  private Other other(String... answers) throws IOException {
    Other other = new Other(List.of(answers));
    others.add(other);
    return other;
  }

  private static String waits(char id) {
    String node = String.valueOf(id).repeat(40);
    return "-TRYAGAIN node " + node + " waits to join a cluster, too\r\n";
  }

  private static final ClusterMap MAP =
      new ClusterChange.Create(
              "c".repeat(40),
              6,
              3,
              new Member("d".repeat(40), "127.0.0.1", 1, 2, 3, 4, MemberState.UP, "1", 1))
          .appliedTo(ClusterMap.NONE);

  private static String takesIn() {
    String json = new String(ClusterCodec.encode(MAP), StandardCharsets.UTF_8);
    return "$" + json.length() + "\r\n" + json + "\r\n";
  }

  /** This node's plan, with a list of the others, and itself in front of them if so wanted. */
  private ClusterPlan plan(boolean first) throws IOException {
    List<String> list = new ArrayList<>();
    if (first) {
      list.add("127.0.0.1:" + PORT);
    }
    others.forEach(other -> list.add("127.0.0.1:" + other.socket.getLocalPort()));
    ClusterEntry entry = entry(list);
    assertThat(entry.hasToJoin()).isTrue();
    return new Joining(entry, "", null).await(room, givenUp);
  }

  private ClusterEntry entry(List<String> list) throws IOException {
    ClusterSettings settings =
        ClusterSettings.from(
            ConfigFactory.parseString(
                    "slotwise.server { port = "
                        + PORT
                        + ", join = \""
                        + String.join(" ", list)
                        + "\" }")
                .withFallback(ConfigFactory.defaultReference()));
    return ClusterEntry.of(settings, dir, NODE, "1");
  }

  /** Looks as a member that has come back does; the list is of the others and the words given. */
  private void checkAsMember(String... more) throws IOException {
    List<String> list = new ArrayList<>(List.of(more));
    others.forEach(other -> list.add("127.0.0.1:" + other.socket.getLocalPort()));
    ClusterEntry joining = entry(list);
    joining.joined(new ClusterChange.Announce(joining.self()).appliedTo(MAP));
    ClusterEntry member = entry(list);
    assertThat(member.hasToJoin()).isFalse();
    new Joining(member, "", null).check(member.plan());
  }

  private static String statusOf(String clusterId) {
    String json = "{\"cluster\":\"" + clusterId + "\",\"nodes\":[]}";
    return "$" + json.length() + "\r\n" + json + "\r\n";
  }

  @Test
  void aMemberWhoseListNamesAnotherClusterDoesNotStart() throws IOException {
    other(LOADING);
    Other foreign = other(statusOf("e".repeat(40)));
    assertThatThrownBy(this::checkAsMember)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + foreign.socket.getLocalPort())
        .hasMessageContaining("e".repeat(40))
        .hasMessageContaining(MAP.clusterId());
  }

  @Test
  void aMemberStartsWithAListOfItsOwnClusterOrOfNobodyWhoSays() throws IOException {
    other(LOADING, statusOf(MAP.clusterId()));
    checkAsMember();
    checkAsMember();
  }

  @Test
  void aListThatNamesAKnownMemberIsNotLookedAt() throws IOException {
    Other foreign = other(statusOf("e".repeat(40)));
    checkAsMember("127.0.0.1:1");
    assertThat(foreign.asked.get()).isZero();
  }

  @Test
  void whoSpeaksTlsIsNotWaitedFor() throws IOException {
    other("-ERR This port speaks TLS\r\n");
    assertThatThrownBy(() -> plan(false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the other side speaks TLS, and this one does not");
  }

  @Test
  void theFirstBeginsWhenAllOthersWait() throws IOException {
    other(waits('1'));
    Other late = other(LOADING, LOADING, waits('2'));
    ClusterPlan plan = plan(true);
    assertThat(plan.forms()).isTrue();
    assertThat(late.asked.get()).isGreaterThanOrEqualTo(3);
    assertThat(ClusterEntry.isMember(dir)).isFalse();
  }

  @Test
  void theFirstJoinsWhenAnyMemberTakesItIn() throws IOException {
    other(waits('1'));
    other(LOADING, takesIn());
    ClusterPlan plan = plan(true);
    assertThat(plan.forms()).isFalse();
    assertThat(plan.clusterId()).isEqualTo(MAP.clusterId());
    assertThat(ClusterEntry.isMember(dir)).isTrue();
  }

  @Test
  void nobodyButTheFirstBegins() throws IOException {
    other(waits('1'), waits('1'), waits('1'), takesIn());
    assertThat(plan(false).forms()).isFalse();
    assertThat(others.get(0).asked.get()).isEqualTo(4);
  }

  @Test
  void aListOfItselfAloneMakesNobodyBegin() throws IOException {
    other(waits('b'), waits('b'), takesIn());
    assertThat(plan(true).forms()).isFalse();
  }

  @Test
  void anOperatorHasItBeginUnlessThereIsAMember() throws IOException {
    room.wish(new WaitingRoom.Wish(12, 0));
    other(waits('1'));
    ClusterPlan plan = plan(false);
    assertThat(plan.forms()).isTrue();
    assertThat(plan.shardCount()).isEqualTo(12);
    assertThat(plan.settings().replicas()).isEqualTo(3);
    other(takesIn());
    assertThat(plan(false).forms()).isFalse();
  }

  @Test
  void whoIsRefusedForGoodEndsAndSaysByWhom() throws IOException {
    other("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
    assertThatThrownBy(() -> plan(false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + others.get(0).socket.getLocalPort())
        .hasMessageContaining("WRONGPASS");
  }

  @Test
  void whoIsToStopWaitsNoLonger() throws IOException {
    Other other = other(waits('1'));
    givenUp = () -> other.asked.get() >= 2;
    assertThat(plan(false)).isNull();
    assertThat(ClusterEntry.isMember(dir)).isFalse();
  }

  @Test
  void whoSpeaksAnotherProtocolIsNotWaitedForWithAnError() throws IOException {
    other("HTTP/1.1 400 Bad Request\r\n", "\r\n", takesIn());
    assertThat(plan(false).clusterId()).isEqualTo(MAP.clusterId());
  }
}
