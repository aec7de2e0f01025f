package io.slotwise.node.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where members may be found: a host, which may be a name with several addresses, and the port for
 * clients; or a name under which DNS has SRV records, which say both.
 *
 * @param port 0 for a name with SRV records
 */
public record Seed(String host, int port) {

  private static final int PORT_MAX = 65_535;

  /**
   * Reads {@code host:port}, {@code [address]:port} or {@code _service._protocol.name}; null where
   * it is none.
   */
  static Seed parse(String word) {
    if (word.startsWith("_")) {
      return word.contains(":") ? null : new Seed(word, 0);
    }
    int colon = word.lastIndexOf(':');
    if (colon <= 0) {
      return null;
    }
    String host = word.substring(0, colon);
    boolean inBrackets = host.startsWith("[") && host.endsWith("]");
    try {
      int port = Integer.parseInt(word.substring(colon + 1));
      return port > 0 && port <= PORT_MAX
          ? new Seed(inBrackets ? host.substring(1, host.length() - 1) : host, port)
          : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * The addresses as they are now; DNS is asked each time.
   *
   * @throws UnknownHostException when there are none
   */
  List<InetSocketAddress> resolve() throws UnknownHostException {
    if (port == 0) {
      return ServiceRecords.lookUp(host);
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      addresses.add(new InetSocketAddress(address, port));
    }
    return addresses;
  }

  /**
   * Whether this is the node that others reach under that host and port.
   *
   * @param ownHost as it is announced
   */
  boolean isAt(String ownHost, int ownPort) {
    return port == ownPort && (host.equalsIgnoreCase(ownHost) || isOfThisMachine());
  }

  private boolean isOfThisMachine() {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (NetworkInterface.getByInetAddress(address) == null) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return port == 0 ? host : (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
