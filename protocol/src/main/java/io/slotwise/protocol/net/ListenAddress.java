package io.slotwise.protocol.net;

import java.net.InetSocketAddress;

/**
 * An address to listen on.
 *
 * @param address with port 0 for any free one
 * @param optional whether the server starts without it when this machine has no such address
 */
public record ListenAddress(InetSocketAddress address, boolean optional) {

  /**
   * An entry of Redis's {@code bind}: a host or an address, {@code *} for all of IPv4, {@code ::*}
   * or {@code ::} for all of IPv6; a leading minus makes it optional.
   */
  public static ListenAddress parse(String entry, int port) {
    boolean optional = entry.startsWith("-");
    String host = optional ? entry.substring(1) : entry;
    String known =
        switch (host) {
          case "*" -> "0.0.0.0";
          case "::*" -> "::";
          default -> host;
        };
    return new ListenAddress(new InetSocketAddress(known, port), optional);
  }

  boolean isAnyAddress() {
    return !address.isUnresolved() && address.getAddress().isAnyLocalAddress();
  }
}
