package io.slotwise.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.PipelineSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code pipeline-order} promises, seen through a socket: replies in the order of requests
 * always; under {@code slot} a request whose slot or value has to be waited for does not keep those
 * on other slots from running, and nothing else changes.
 */
class PipelineOrderTest {

  /** Keys of three slots. */
  private static final String A = "{a}1";

  private static final String B = "{b}1";
  private static final String C = "{c}1";
  private static final int COLD_KEYS = 3_000;

  @TempDir Path dir;

  private WiredNode node;
  private WiredNode.Client client;

  @BeforeEach
  void start() throws Exception {
    node = new WiredNode(dir, A, B, C);
    client = node.connect();
    setOrder("slot");
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    node.close();
  }

  private void setOrder(String order) throws Exception {
    client.send("config set pipeline-order " + order);
    assertThat(client.lines(1)).containsExactly("+OK");
  }

  private long figure(String name) throws Exception {
    try (WiredNode.Client other = node.connect()) {
      return other
          .bulk("info pipeline")
          .lines()
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void theSettingReachesTheConnections() throws Exception {
    assertThat(node.pipeline.order()).isEqualTo(PipelineSettings.Order.SLOT);
    setOrder("connection");
    assertThat(node.pipeline.order()).isEqualTo(PipelineSettings.Order.CONNECTION);
  }

  @Test
  void repliesComeInTheOrderOfTheRequestsAndOneSlotIsOneSequence() throws Exception {
    List<String> requests = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      requests.addAll(List.of("incr " + A, "append " + B + " x", "incr " + C, "strlen " + B));
      expected.addAll(List.of(":" + i, ":" + i, ":" + i, ":" + i));
    }
    client.send(requests.toArray(String[]::new));
    assertThat(client.lines(expected.size())).isEqualTo(expected);
    assertThat(figure("slot_turns")).isLessThan(requests.size());
    assertThat(figure("pipeline_squashed_requests")).isPositive();
  }

  @Test
  void errorsStandInTheirPlaceAndStopNothing() throws Exception {
    client.send("set " + A + " text", "set " + B + " 1", "incr " + A, "nope", "incr " + B, "get");
    assertThat(client.lines(6))
        .containsExactly(
            "+OK",
            "+OK",
            "-ERR value is not an integer or out of range",
            "-ERR unknown command 'nope', with args beginning with: ",
            ":2",
            "-ERR wrong number of arguments for 'get' command");
    assertThat(client.bulk("info commandstats"))
        .contains("cmdstat_incr:calls=2,")
        .contains("cmdstat_set:calls=2,")
        .containsPattern("cmdstat_get:calls=0,.*rejected_calls=1,");
    assertThat(client.bulk("info errorstats")).contains("errorstat_ERR:count=3");
  }

  @Test
  void aSlotThatIsTakenHoldsUpNoOther() throws Exception {
    node.take(A);
    client.send("incr " + A, "set " + B + " 1", "incr " + A, "set " + C + " 1");
    try (WiredNode.Client other = node.connect()) {
      Awaitility.await().until(() -> exists(other, B) && exists(other, C));
    }
    assertThat(client.isSilent()).isTrue();
    node.release(A);
    assertThat(client.lines(4)).containsExactly(":1", "+OK", ":2", "+OK");
    assertThat(figure("slot_turns_contended")).isPositive();
    assertThat(figure("requests_moved_to_disk_threads")).isEqualTo(2);
  }

  @Test
  void byDefaultNothingRunsBeforeWhatStandsBeforeIt() throws Exception {
    setOrder("connection");
    node.take(A);
    client.send("incr " + A, "set " + B + " 1");
    Awaitility.await().until(() -> figure("slot_turns_contended") > 0);
    try (WiredNode.Client other = node.connect()) {
      assertThat(exists(other, B)).isFalse();
    }
    node.release(A);
    assertThat(client.lines(2)).containsExactly(":1", "+OK");
  }

  private static boolean exists(WiredNode.Client other, String key) throws Exception {
    other.send("exists " + key);
    return other.lines(1).equals(List.of(":1"));
  }

  @Test
  void aValueOnDiskHoldsUpNoOther() throws Exception {
    List<String> fill = new ArrayList<>();
    for (int i = 0; i < COLD_KEYS; i++) {
      fill.add("set {a}fill" + i + " " + "x".repeat(200));
    }
    fill.add("set " + A + " cold");
    client.send(fill.toArray(String[]::new));
    client.lines(fill.size());
    client.close();
    node.close();
    node = new WiredNode(dir, A, B, C);
    client = node.connect();
    setOrder("slot");

    client.send("append {a}fill7 y", "set " + B + " 1", "get " + A, "get " + B, "strlen {a}fill7");
    assertThat(client.lines(7)).containsExactly(":201", "+OK", "$4", "cold", "$1", "1", ":201");
    assertThat(figure("requests_moved_to_disk_threads")).isBetween(1L, 3L);
  }

  @Test
  void requestsOnSeveralSlotsAndOnNoneStandBetweenTheStretches() throws Exception {
    client.send(
        "set " + A + " 1",
        "mget " + A + " " + B,
        "echo here",
        "mset " + A + " 2 " + B + " 3",
        "incr " + A,
        "incr " + B);
    assertThat(client.lines(10))
        .containsExactly("+OK", "*2", "$1", "1", "$-1", "$4", "here", "+OK", ":3", ":4");
  }

  @Test
  void aMonitorSeesTheRequestsInTheOrderOfTheReplies() throws Exception {
    try (WiredNode.Client watcher = node.connect()) {
      watcher.send("monitor");
      watcher.lines(1);
      node.take(A);
      client.send("incr " + A, "incr " + B, "incr " + C);
      node.release(A);
      client.lines(3);
      assertThat(watcher.lines(3))
          .satisfiesExactly(
              line -> assertThat(line).endsWith("\"incr\" \"" + A + "\""),
              line -> assertThat(line).endsWith("\"incr\" \"" + B + "\""),
              line -> assertThat(line).endsWith("\"incr\" \"" + C + "\""));
    }
  }

  @Test
  void aClientThatLeavesMeanwhileHoldsNothing() throws Exception {
    node.take(A);
    client.send("incr " + A, "incr " + B);
    Awaitility.await().until(() -> figure("slot_turns_contended") > 0);
    client.close();
    node.release(A);
    client = node.connect();
    Awaitility.await().until(() -> exists(client, A));
    client.send("incr " + A, "incr " + B);
    assertThat(client.lines(2)).containsExactly(":2", ":2");
  }
}
