package io.slotwise.it.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotwise.it.harness.Pages;
import io.slotwise.it.harness.Pages.Page;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.SlotwiseProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node alone with a management port that all addresses of the machine lead to. */
class ManagementTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static SlotwiseProcess server;
  private static int port;
  private static Pages pages;

  @BeforeAll
  static void start() {
    assumeFalse(Servers.redisStandsIn(), "about a port that redis-server does not have");
    port = SlotwiseProcess.freePort();
    server =
        SlotwiseProcess.start(
            "--management-port", Integer.toString(port), "--management-bind", "0.0.0.0");
    pages = Pages.of("127.0.0.1", port);
    awaitReady();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static void awaitReady() {
    Awaitility.await("a node that is ready")
        .atMost(Duration.ofSeconds(60))
        .until(() -> pages.status("ready") == 200);
  }

  @Test
  void anIdleNodeIsReadyAndAlive() {
    assertThat(pages.get("ready")).isEqualTo(new Page(200, "{\"ready\":true}\n"));
    assertThat(pages.get("alive")).isEqualTo(new Page(200, "{\"alive\":true}\n"));
  }

  @Test
  void theFiguresHaveTheNamesThatDashboardsKnow() {
    try (RawClient client = server.connect()) {
      client.call("SET", "metered", "1");
      String text = pages.get("metrics").text();
      assertThat(text)
          .contains(
              "redis_up 1.0\n",
              "redis_uptime_in_seconds ",
              "redis_connected_clients ",
              "redis_blocked_clients 0.0\n",
              "redis_memory_used_bytes ",
              "redis_memory_max_bytes ",
              "redis_commands_processed_total ",
              "redis_commands_total{cmd=\"set\"} ",
              "redis_commands_duration_seconds_total{cmd=\"set\"} ",
              "redis_db_keys{db=\"db0\"} ",
              "redis_keyspace_hits_total ",
              "redis_expired_keys_total ",
              "redis_net_input_bytes_total ",
              "jvm_gc_pause_seconds",
              "jvm_memory_used_bytes{area=\"heap\"",
              "slotwise_journal_bytes ",
              "slotwise_slots_open 16384.0\n",
              "slotwise_ready 1.0\n")
          .doesNotContain(" NaN");
    }
  }

  @Test
  void everyShardIsServedHereAndSoAreItsEntities() throws IOException {
    JsonNode shards = JSON.readTree(pages.get("cluster/shards").text()).get("shards");
    int slots = 0;
    for (JsonNode shard : shards) {
      assertThat(shard.get("state").asText()).isEqualTo("served");
      int width = shard.get("last_slot").asInt() - shard.get("first_slot").asInt() + 1;
      assertThat(shard.get("entities").get("count").asInt()).isEqualTo(width);
      slots += width;
    }
    assertThat(slots).isEqualTo(16384);
    assertThat(pages.get("cluster/shards/slot").text()).contains("\"regions\"");
  }

  @Test
  void nothingCanBeChanged() {
    String members = pages.get("cluster/members").text();
    assertThat(members).contains("\"status\":\"Up\"");
    for (String method : List.of("POST", "PUT", "DELETE")) {
      assertThat(pages.send(method, "cluster/members", "operation=down").status()).isEqualTo(405);
    }
    assertThat(pages.get("cluster/members").text()).isEqualTo(members);
  }

  @Test
  void otherMachinesAreShownHealthAloneUntilThereIsAPassword() throws IOException {
    String address = addressOfThisMachine();
    assumeTrue(address != null, "needs an address of the machine besides loopback");
    Pages fromElsewhere = Pages.of(address, port);
    assertThat(fromElsewhere.status("ready")).isEqualTo(200);
    assertThat(fromElsewhere.status("alive")).isEqualTo(200);
    assertThat(fromElsewhere.status("metrics")).isEqualTo(403);
    try (RawClient client = server.connect()) {
      client.call("CONFIG", "SET", "management-password", "secret");
      try {
        assertThat(fromElsewhere.status("metrics")).isEqualTo(401);
        assertThat(pages.status("metrics")).isEqualTo(401);
        assertThat(pages.status("ready")).isEqualTo(200);
        assertThat(fromElsewhere.get("metrics", "slotwise", "wrong").status()).isEqualTo(401);
        assertThat(fromElsewhere.get("metrics", "other", "secret").status()).isEqualTo(401);
        assertThat(fromElsewhere.get("metrics", "slotwise", "secret").status()).isEqualTo(200);
        assertThat(fromElsewhere.get("cluster/members", "slotwise", "secret").status())
            .isEqualTo(200);
      } finally {
        client.call("CONFIG", "SET", "management-password", "");
      }
    }
  }

  private static String addressOfThisMachine() throws IOException {
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      for (InterfaceAddress candidate : network.getInterfaceAddresses()) {
        InetAddress address = candidate.getAddress();
        if (address.getAddress().length == 4 && !address.isLoopbackAddress() && network.isUp()) {
          return address.getHostAddress();
        }
      }
    }
    return null;
  }
}
