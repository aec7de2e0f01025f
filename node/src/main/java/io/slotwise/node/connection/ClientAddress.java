package io.slotwise.node.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;

/** Socket addresses as Redis writes them: {@code 127.0.0.1:6379}, {@code [::1]:6379}. */
final class ClientAddress {

  private ClientAddress() {}

  static String text(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet) || inet.isUnresolved()) {
      return String.valueOf(address);
    }
    String host = inet.getAddress().getHostAddress();
    int zone = host.indexOf('%');
    String bare = zone < 0 ? host : host.substring(0, zone);
    return inet.getAddress() instanceof Inet6Address
        ? "[" + shortened(bare) + "]:" + inet.getPort()
        : bare + ":" + inet.getPort();
  }

  /** Whether it comes from this machine: what {@code local} means in the configuration. */
  static boolean isLoopback(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return true;
    }
    InetAddress host = inet.getAddress();
    return host != null && host.isLoopbackAddress();
  }

  /** The longest run of zero groups written as two colons, as inet_ntop does. */
  private static String shortened(String groups) {
    String[] parts = groups.split(":");
    int bestStart = -1;
    int bestLength = 1;
    for (int start = 0; start < parts.length; start++) {
      int end = start;
      while (end < parts.length && parts[end].equals("0")) {
        end++;
      }
      if (end - start > bestLength) {
        bestStart = start;
        bestLength = end - start;
      }
    }
    if (bestStart < 0) {
      return groups;
    }
    String before = String.join(":", Arrays.copyOfRange(parts, 0, bestStart));
    int rest = bestStart + bestLength;
    return before + "::" + String.join(":", Arrays.copyOfRange(parts, rest, parts.length));
  }
}
