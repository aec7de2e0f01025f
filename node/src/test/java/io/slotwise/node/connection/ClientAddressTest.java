package io.slotwise.node.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses are written as Redis writes them, IPv6 in its short form. */
class ClientAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:6379",
    "0:0:0:0:0:0:0:1, [::1]:6379",
    "0:0:0:0:0:0:0:0, [::]:6379",
    "fe80:0:0:0:1:0:0:7, [fe80::1:0:0:7]:6379",
    "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:6379",
    "1:0:0:2:3:0:0:0, [1:0:0:2:3::]:6379"
  })
  void anAddressReadsAsInRedis(String host, String text) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(host);
    assertThat(ClientAddress.text(new InetSocketAddress(address, 6379))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "127.1.2.3, true", "::1, true", "192.0.2.1, false"})
  void loopbackIsLocal(String host, boolean local) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(host);
    assertThat(ClientAddress.isLoopback(new InetSocketAddress(address, 1))).isEqualTo(local);
  }
}
