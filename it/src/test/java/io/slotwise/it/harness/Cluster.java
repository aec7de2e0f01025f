package io.slotwise.it.harness;

import io.slotwise.protocol.tls.Tls;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.clients.jedis.HostAndPort;

/**
 * Several packaged nodes as processes that form a cluster. The first one makes it, the others join
 * it; {@link #awaitSettled} waits until it is whole.
 */
public final class Cluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final int COPIES_MAX = 3;

  private final Path home;
  private final TestNetwork network;
  private final List<String> options;
  private final List<ClusterNode> nodes = new ArrayList<>();
  private final Path script;

  /** What nodes speak TLS with, and their ports for it; null where they do not. */
  private final Certificates certificates;

  private final List<Integer> tlsPorts = new ArrayList<>();
  private boolean keepLogs;

  private Cluster(TestNetwork network, Path script, List<String> options) {
    this(network, script, options, null);
  }

  private Cluster(
      TestNetwork network, Path script, List<String> options, Certificates certificates) {
    this.certificates = certificates;
    this.home = TempDirs.create("cluster");
    this.network = network;
    this.script = script;
    this.options = options;
  }

  /** Starts nodes on free ports of this machine, and waits until all slots are served. */
  public static Cluster start(int size, String... options) {
    return new Cluster(null, null, List.of(options)).grow(size);
  }

  /** Starts nodes that speak TLS with each other; clients have their plain port beside it. */
  public static Cluster startSecured(int size, Certificates certificates) {
    return new Cluster(null, null, List.of(), certificates).grow(size);
  }

  /** Starts nodes of another distribution, which is run by this start script. */
  public static Cluster startFrom(Path script, int size, String... options) {
    return new Cluster(null, script, List.of(options)).grow(size);
  }

  /**
   * Starts nodes of which the first has a past.
   *
   * @param past leaves something in that node's data folder, which is not there yet
   */
  public static Cluster startAfter(Consumer<Path> past, int size, String... options) {
    Cluster cluster = new Cluster(null, null, List.of(options));
    past.accept(cluster.folder(0));
    return cluster.grow(size);
  }

  /** Starts nodes on a network of their own, so that they can be cut off from one another. */
  public static Cluster startOnNetwork(int size, String... options) {
    return new Cluster(TestNetwork.create(size), null, List.of(options)).grow(size);
  }

  /** What keeps this machine from having such networks, or empty. */
  public static String obstacleToNetworks() {
    return TestNetwork.obstacle();
  }

  /**
   * Starts nodes that are all given the same list of all of them, and does not wait: the first of
   * the list comes last.
   */
  public static Cluster launchWithOneList(int size, String... options) {
    Cluster cluster = new Cluster(null, null, List.of(options));
    return cluster.starting(() -> cluster.launchAll(size));
  }

  private void launchAll(int size) {
    List<ClusterNode.Ports> ports = Stream.generate(ClusterNode.Ports::free).limit(size).toList();
    List<String> words = new ArrayList<>(List.of("--join"));
    ports.forEach(own -> words.add("127.0.0.1:" + own.clients()));
    words.addAll(options);
    for (int i = size - 1; i >= 0; i--) {
      nodes.add(0, ClusterNode.launch(TestHost.LOCAL, i, folder(i), ports.get(i), script, words));
    }
  }

  private Cluster grow(int size) {
    return starting(
        () -> {
          for (int i = 0; i < size; i++) {
            add();
          }
          awaitSettled();
        });
  }

  private Cluster starting(Runnable start) {
    try {
      start.run();
      return this;
    } catch (RuntimeException | AssertionError e) {
      keepLogs();
      close();
      throw e;
    }
  }

  /** Starts one more node that joins the first one. */
  public ClusterNode add() {
    int number = nodes.size();
    TestHost host = network == null ? TestHost.LOCAL : network.host(number);
    List<String> words = new ArrayList<>(List.of("--cluster-enabled", "yes"));
    if (number > 0) {
      words.addAll(List.of("--join", joinAddress()));
    }
    if (certificates != null) {
      int tlsPort = SlotwiseProcess.freePort();
      tlsPorts.add(tlsPort);
      words.addAll(List.of("--tls-cluster", "yes", "--tls-port", Integer.toString(tlsPort)));
      words.addAll(certificates.options());
    }
    words.addAll(options);
    ClusterNode node =
        ClusterNode.launch(host, number, folder(number), ClusterNode.Ports.of(host), script, words);
    nodes.add(node);
    node.awaitAnswer();
    return node;
  }

  /** Where another node is to ask to be taken in. */
  public String joinAddress() {
    HostAndPort first = nodes.get(0).address();
    return certificates == null ? first.toString() : first.getHost() + ":" + tlsPorts.get(0);
  }

  private Path folder(int number) {
    return home.resolve("node-" + number);
  }

  public ClusterNode node(int number) {
    return nodes.get(number);
  }

  public List<ClusterNode> nodes() {
    return List.copyOf(nodes);
  }

  /** Where clients find any key, of every node. */
  public List<HostAndPort> addresses() {
    return nodes.stream().map(ClusterNode::address).toList();
  }

  /** Waits until all running nodes say the same of every slot, and no slot lacks a copy. */
  public void awaitSettled() {
    int copies = Math.min(nodes.size(), COPIES_MAX);
    Awaitility.await("a cluster of " + nodes.size() + " in which no slot lacks a copy")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .failFast(this::failOnEnd)
        .until(
            () -> {
              SlotMap map = agreedMap();
              return map != null && map.isWhole(copies - 1);
            });
  }

  private void failOnEnd() {
    for (ClusterNode node : nodes) {
      if (!node.isAlive()) {
        throw new IllegalStateException(node + " has ended: " + node.logTail());
      }
    }
  }

  /** What all running nodes say of the slots; null while they differ. */
  private SlotMap agreedMap() {
    return agreedMap(nodes.stream().filter(ClusterNode::isAlive).toList());
  }

  private SlotMap agreedMap(List<ClusterNode> asked) {
    Set<SlotMap> maps = new HashSet<>();
    asked.forEach(node -> maps.add(mapOf(node)));
    return maps.size() == 1 ? maps.iterator().next() : null;
  }

  /** What a node says of the slots; null when it says nothing. */
  private SlotMap mapOf(ClusterNode node) {
    HostAndPort address = node.clusterAddress();
    Tls tls = certificates == null ? null : certificates.client("app");
    try (RawClient client = RawClient.connect(address.getHost(), address.getPort(), tls)) {
      return SlotMap.of(client);
    } catch (UncheckedIOException | IllegalStateException e) {
      return null;
    }
  }

  /** Who leads each shard, in the order of their slots, as all say. */
  public List<ClusterNode> leaders() {
    return awaitAgreedMap().ranges().stream().map(range -> nodeAt(range.leader())).toList();
  }

  private ClusterNode nodeAt(String clusterAddress) {
    return nodes.stream()
        .filter(node -> node.clusterAddress().toString().equals(clusterAddress))
        .findFirst()
        .orElseThrow();
  }

  private SlotMap awaitAgreedMap() {
    return Awaitility.await("nodes that agree on who leads what")
        .atMost(PATIENCE)
        .until(this::agreedMap, Objects::nonNull);
  }

  /** The node that leads most slots, as another one says. */
  public ClusterNode busiestLeader() {
    SlotMap map = awaitAgreedMap();
    return nodes.stream()
        .max(Comparator.comparingInt(node -> map.slotsLedBy(node.clusterAddress().toString())))
        .orElseThrow();
  }

  /** Waits until every node leads some slots, as all say. */
  public void awaitAllLead() {
    Awaitility.await("a lead for every node")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              SlotMap map = agreedMap();
              return map != null && nodes.stream().allMatch(node -> slotsLed(map, node) > 0);
            });
  }

  private static int slotsLed(SlotMap map, ClusterNode node) {
    return map.slotsLedBy(node.clusterAddress().toString());
  }

  /** Waits until the others say that they lead all slots, whatever that node says. */
  public void awaitServedWithout(ClusterNode absent) {
    List<ClusterNode> others = nodes.stream().filter(node -> node != absent).toList();
    Awaitility.await("all slots led by others than " + absent)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              SlotMap map = agreedMap(others);
              return map != null && map.isServed() && slotsLed(map, absent) == 0;
            });
  }

  /** Cuts a node off from the others; clients still reach it. */
  public void isolate(ClusterNode node) {
    network.isolate(node.number());
  }

  /** Mends all cuts. */
  public void heal() {
    network.heal();
  }

  /** Starts all nodes at once, which need each other, and waits until all slots are served. */
  public void restartAll() {
    nodes.forEach(ClusterNode::launch);
    nodes.forEach(ClusterNode::awaitAnswer);
    awaitSettled();
  }

  /** From now on folders are kept when the cluster is closed: for tests that failed. */
  public void keepLogs() {
    keepLogs = true;
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.close(keepLogs));
    if (network != null) {
      network.close();
    }
    if (!keepLogs) {
      TempDirs.delete(home);
    }
  }
}
