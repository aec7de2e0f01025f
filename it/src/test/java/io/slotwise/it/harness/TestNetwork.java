package io.slotwise.it.harness;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A few hosts with addresses of their own, each a network namespace of this machine, joined by a
 * bridge on which this JVM is too. The way between two hosts can be cut: what one sends the other
 * is lost without a word, as with a pulled cable; both are still reached from here. Needs root and
 * iproute2.
 */
final class TestNetwork implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String DEAD_HARDWARE_ADDRESS = "02:00:00:00:00:01";
  private static final String INSIDE = "eth0";

  private final String name;
  private final String subnet;
  private final List<TestHost> hosts = new ArrayList<>();
  private final Thread cleaner = new Thread(this::remove, "network-cleaner");

  private TestNetwork(int size) {
    // Several test runs of one machine must not meet.
    long id = ProcessHandle.current().pid();
    this.name = String.format(Locale.ROOT, "sw%d", id % 10_000_000);
    this.subnet = String.format(Locale.ROOT, "10.%d.%d.", 200 + id % 50, id / 50 % 250);
    Runtime.getRuntime().addShutdownHook(cleaner);
    run("ip", "link", "add", name, "type", "bridge");
    run("ip", "addr", "add", subnet + "254/24", "dev", name);
    run("ip", "link", "set", name, "up");
    for (int i = 0; i < size; i++) {
      addHost(i);
    }
  }

  /** A network of so many hosts. Throws IllegalStateException where that is not allowed. */
  static TestNetwork create(int size) {
    return new TestNetwork(size);
  }

  /** Whether this machine lets us: what is in the way, or empty. */
  static String obstacle() {
    try (TestNetwork probe = create(1)) {
      return probe.hosts.isEmpty() ? "no host" : "";
    } catch (IllegalStateException | UncheckedIOException e) {
      return e.getMessage();
    }
  }

  private void addHost(int number) {
    String space = space(number);
    String wire = name + "-" + number;
    run("ip", "netns", "add", space);
    run("ip", "link", "add", wire, "type", "veth", "peer", "name", INSIDE, "netns", space);
    run("ip", "link", "set", wire, "master", name, "up");
    inside(number, "addr", "add", address(number) + "/24", "dev", INSIDE);
    inside(number, "link", "set", INSIDE, "up");
    inside(number, "link", "set", "lo", "up");
    hosts.add(new TestHost(address(number), List.of("ip", "netns", "exec", space)));
  }

  TestHost host(int number) {
    return hosts.get(number);
  }

  /** Cuts a host off from all others. */
  void isolate(int number) {
    for (int other = 0; other < hosts.size(); other++) {
      if (other != number) {
        cut(number, other);
      }
    }
  }

  /** Cuts the way between two hosts, both directions. */
  void cut(int one, int other) {
    misdirect(one, other);
    misdirect(other, one);
  }

  /** What a host sends another goes to a network card that does not exist. */
  private void misdirect(int from, int to) {
    inside(
        from,
        "neigh",
        "replace",
        address(to),
        "lladdr",
        DEAD_HARDWARE_ADDRESS,
        "dev",
        INSIDE,
        "nud",
        "permanent");
  }

  /** Mends all cuts. */
  void heal() {
    for (int number = 0; number < hosts.size(); number++) {
      inside(number, "neigh", "flush", "dev", INSIDE, "nud", "permanent");
    }
  }

  private String space(int number) {
    return name + "-" + number;
  }

  private String address(int number) {
    return subnet + (number + 1);
  }

  private void inside(int number, String... words) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", space(number)));
    command.addAll(List.of(words));
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) {
    Commands.Result result = Commands.run(List.of(command), PATIENCE);
    if (!result.succeeded()) {
      throw new IllegalStateException(
          String.join(" ", command) + " answered " + result.output().strip());
    }
  }

  private void remove() {
    for (int number = 0; number < hosts.size(); number++) {
      Commands.run(List.of("ip", "netns", "del", space(number)), PATIENCE);
    }
    Commands.run(List.of("ip", "link", "del", name), PATIENCE);
  }

  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(cleaner);
  }
}
