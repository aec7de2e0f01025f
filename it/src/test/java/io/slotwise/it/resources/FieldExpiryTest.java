package io.slotwise.it.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Fields whose deadline has passed take no room for long, though nobody asks for them. */
class FieldExpiryTest {

  @Test
  void fieldsThatNobodyMeetsGoWithTheirHash() {
    assumeFalse(Servers.redisStandsIn(), "redis-server 7.0 has no deadlines of fields");
    try (TestServer server = Servers.slotwise();
        RawClient client = server.connect()) {
      client.call("HSET", "all", "a", "1", "b", "2");
      client.call("HPEXPIRE", "all", "20", "FIELDS", "2", "a", "b");
      client.call("HSET", "some", "a", "1", "b", "2");
      client.call("HPEXPIRE", "some", "20", "FIELDS", "1", "a");
      for (int i = 0; i < 3_000; i++) {
        client.send("HSET", "large", "field" + i, "value");
        client.send("HPEXPIRE", "large", "20", "FIELDS", "1", "field" + i);
      }
      for (int i = 0; i < 6_000; i++) {
        assertThat(client.read().isError()).isFalse();
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> client.call("DBSIZE").asLong() == 1);
      assertThat(client.call("HGETALL", "some").children()).hasSize(2);
    }
  }
}
