package io.slotwise.it.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many subscribers on whatever event loops: each gets everything in order; who does not read is
 * cut.
 */
class SubscribersTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = Servers.slotwise();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void messagesOfAPipelineKeepTheirOrderForEverySubscriber() {
    List<RawClient> subscribers = new ArrayList<>();
    try (RawClient publisher = server.connect()) {
      for (int i = 0; i < 20; i++) {
        RawClient subscriber = server.connect();
        subscriber.call("SUBSCRIBE", "order");
        subscribers.add(subscriber);
      }
      for (int i = 0; i < 500; i++) {
        publisher.send("PUBLISH", "order", Integer.toString(i));
      }
      for (int i = 0; i < 500; i++) {
        assertThat(publisher.read().asLong()).isEqualTo(20);
      }
      for (RawClient subscriber : subscribers) {
        for (int i = 0; i < 500; i++) {
          assertThat(subscriber.read().children().get(2).text()).isEqualTo(Integer.toString(i));
        }
      }
    } finally {
      subscribers.forEach(RawClient::close);
    }
    awaitSubscribers("order", 0);
  }

  @Test
  void aSubscriberThatDoesNotReadIsCutAndSlowsNobody() {
    try (RawClient publisher = server.connect();
        RawClient slow = server.connect();
        RawClient quick = server.connect()) {
      publisher.call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 2mb 0 0");
      slow.call("SUBSCRIBE", "big");
      quick.call("SUBSCRIBE", "big");
      String message = "m".repeat(100_000);
      for (int i = 0; i < 300; i++) {
        publisher.call("PUBLISH", "big", message);
        assertThat(quick.read().children().get(2).text()).hasSize(message.length());
      }
      awaitSubscribers("big", 1);
      publisher.call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
    }
  }

  private static void awaitSubscribers(String channel, int count) {
    try (RawClient client = server.connect()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> client.call("PUBSUB", "NUMSUB", channel).children().get(1).asLong() == count);
    }
  }
}
