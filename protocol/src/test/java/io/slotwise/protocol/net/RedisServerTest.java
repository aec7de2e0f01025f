package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A server on a real loopback socket with a handler that echoes. */
class RedisServerTest {

  @Test
  void repliesComeInTheOrderOfRequests() throws Exception {
    EchoHandlers handlers = new EchoHandlers();
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect()) {
      client.send("PING\r\n*2\r\n$4\r\nECHO\r\n$1\r\na\r\nECHO b\r\n");
      assertThat(client.read(21)).isEqualTo("+PONG\r\n$1\r\na\r\n$1\r\nb\r\n");
    }
    assertThat(handlers.closed).hasValue(1);
  }
}
