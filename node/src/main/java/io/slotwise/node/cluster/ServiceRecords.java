package io.slotwise.node.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * SRV records of DNS, by the JDK's own client: those who ask have no actor system yet that Akka's
 * discovery could run on.
 */
final class ServiceRecords {

  private static final String FACTORY = "com.sun.jndi.dns.DnsContextFactory";
  private static final String TYPE = "SRV";

  private record Target(int priority, String host, int port) {

    /** From {@code priority weight port host.}. */
    static Target of(String text) {
      String[] words = text.trim().split("\\s+");
      String host =
          words[3].endsWith(".") ? words[3].substring(0, words[3].length() - 1) : words[3];
      return new Target(Integer.parseInt(words[0]), host, Integer.parseInt(words[2]));
    }
  }

  private ServiceRecords() {}

  /** Asks the machine's name servers. */
  static List<InetSocketAddress> lookUp(String name) throws UnknownHostException {
    return lookUp(name, "");
  }

  /**
   * All addresses of all targets, lowest priority first.
   *
   * @param name in full: search domains are not tried
   * @param servers as {@code dns://host:port}; empty for those of the machine
   * @throws UnknownHostException when there are no such records, or nobody answers
   */
  static List<InetSocketAddress> lookUp(String name, String servers) throws UnknownHostException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (Target target : targets(name, servers)) {
      for (InetAddress address : InetAddress.getAllByName(target.host())) {
        addresses.add(new InetSocketAddress(address, target.port()));
      }
    }
    return addresses;
  }

  private static List<Target> targets(String name, String servers) throws UnknownHostException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, FACTORY);
    if (!servers.isEmpty()) {
      environment.put(Context.PROVIDER_URL, servers);
    }
    List<Target> targets = new ArrayList<>();
    try {
      InitialDirContext dns = new InitialDirContext(environment);
      try {
        Attribute records = dns.getAttributes(name, new String[] {TYPE}).get(TYPE);
        for (int i = 0; records != null && i < records.size(); i++) {
          targets.add(Target.of(records.get(i).toString()));
        }
      } finally {
        dns.close();
      }
    } catch (NamingException e) {
      throw unknown(name, e.getMessage() == null ? e.toString() : e.getMessage());
    }
    if (targets.isEmpty()) {
      throw unknown(name, "no SRV records");
    }
    targets.sort(Comparator.comparingInt(Target::priority));
    return targets;
  }

  private static UnknownHostException unknown(String name, String why) {
    return new UnknownHostException(name + ": " + why);
  }
}
