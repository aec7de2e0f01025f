package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * node-redis and ioredis, as npm delivers them, connect with their defaults and work: handshake,
 * every basic group, pipelines, a reconnect after CLIENT KILL. So do libraries that live on Lua and
 * blocking commands: BullMQ's queues, redlock's locks. Without node, npm or a registry that
 * answers, this says so and is skipped.
 */
class JavaScriptClientsTest {

  @ParameterizedTest
  @ValueSource(strings = {"node-redis", "ioredis", "bullmq", "redlock"})
  void worksWithItsDefaults(String client) {
    assumeTrue(JavaScriptPrograms.obstacle().isEmpty(), JavaScriptPrograms.obstacle());
    try (TestServer server = Servers.slotwise()) {
      assertThat(JavaScriptPrograms.run(client, server.port()).output())
          .endsWith(client + " works\n");
    }
  }
}
