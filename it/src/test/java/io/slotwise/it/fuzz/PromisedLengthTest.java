package io.slotwise.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A length that a client merely promises costs nothing: the server under test has a heap of 256 MB,
 * and would not survive these promises being believed.
 */
class PromisedLengthTest {

  @Test
  void twoHundredPromisesOfFifteenMegabytesLeaveTheServerAlone() {
    try (TestServer server = Servers.slotwise();
        RawClient bystander = server.connect()) {
      List<RawClient> liars = new ArrayList<>();
      try {
        for (int i = 0; i < 200; i++) {
          RawClient liar = server.connect();
          liars.add(liar);
          liar.sendRaw(Bytes.of("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$15728640\r\nonly this").toArray());
          assertThat(bystander.call("PING").text()).isEqualTo("PONG");
        }
        // So many arguments are allowed, too.
        for (int i = 0; i < 200; i++) {
          RawClient liar = server.connect();
          liars.add(liar);
          liar.sendRaw(Bytes.of("*2147483647\r\n$4\r\nMGET\r\n").toArray());
          assertThat(bystander.call("PING").text()).isEqualTo("PONG");
        }
      } finally {
        liars.forEach(RawClient::close);
      }
      assertThat(bystander.call("SET", "k", "v").text()).isEqualTo("OK");
      assertThat(bystander.call("GET", "k").text()).isEqualTo("v");
    }
  }

  @Test
  void aRequestThatTheHeapHasNoRoomForIsRefusedBeforeItIsSent() {
    try (TestServer server = Servers.slotwise();
        RawClient client = server.connect();
        RawClient bystander = server.connect()) {
      client.sendRaw(Bytes.of("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$62914560\r\n").toArray());
      assertThat(client.read().text())
          .isEqualTo("ERR Protocol error: the request is larger than this heap allows");
      assertThat(client.read().isClosed()).isTrue();
      // deviation: requests-fit-the-heap
      assertThat(bystander.call("SETRANGE", "k", "60000000", "v").text())
          .isEqualTo("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
      assertThat(bystander.call("EXISTS", "k").text()).isEqualTo("0");
    }
  }
}
