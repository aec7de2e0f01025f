package io.slotwise.node.cluster;

import io.slotwise.protocol.tls.Tls;
import io.slotwise.sharding.cluster.ClusterCodec;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the addresses that {@code join} names again and again until a member takes this node in.
 *
 * <p>A node that joins begins a cluster in two cases only: an operator says so and no member
 * answers; or {@code join} names this node first, and all others that it names answer that they
 * wait, too. Every node has the same list, so that only one of them is the first, and one that has
 * lost its disk finds the others in their cluster or does not find them all.
 */
public final class Joining {

  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** The same is said again after so long. */
  private static final Duration SAID_FOR = Duration.ofSeconds(10);

  /** For a look at a node of which nothing depends. */
  private static final int LOOK_MS = 1_000;

  private static final String WAITS = "waits, too";

  /** Errors that say "not yet"; others mean that it will not work. */
  private static final List<String> NOT_YET =
      List.of("TRYAGAIN", "LOADING", "CLUSTERDOWN", "MASTERDOWN", "BUSY");

  private final ClusterEntry entry;
  private final Member self;
  private final String password;
  private final Tls tls;
  private final long beganNanos = System.nanoTime();
  private String said = "";
  private long saidNanos;

  /**
   * @param password of members; empty for none
   * @param tls that nodes speak with each other, or null
   */
  public Joining(ClusterEntry entry, String password, Tls tls) {
    this.entry = entry;
    this.self = entry.self();
    this.password = password;
    this.tls = tls;
  }

  /** What those who were asked have answered, by address. */
  private record Round(ClusterMap map, Map<String, String> answers) {

    /** All others are known to be in no cluster. */
    boolean allWait() {
      return !answers.isEmpty() && answers.values().stream().allMatch(WAITS::equals);
    }
  }

  /**
   * Waits as long as it takes.
   *
   * @param room where others are told that this node waits
   * @param givenUp whether to wait no longer
   * @return null when it was given up
   * @throws IOException when a member refuses this node for good, or the two cannot agree on TLS;
   *     with a message for the operator
   */
  public ClusterPlan await(WaitingRoom room, BooleanSupplier givenUp) throws IOException {
    boolean first = isFirst();
    while (!givenUp.getAsBoolean()) {
      // Read before the others are asked: what they say must be newer than the wish.
      WaitingRoom.Wish wish = room.wish();
      Round round = ask(givenUp);
      if (round.map != null) {
        return entry.joined(round.map);
      }
      if (wish != null) {
        LOG.info("event=cluster_begins why=\"an operator has asked for it\"");
        return entry.forming(wish);
      }
      if (first && round.allWait()) {
        LOG.info("event=cluster_begins why=\"first of join, and all others wait\"");
        return entry.forming();
      }
      tell(round, first);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return null;
  }

  /**
   * Makes sure that a member's list, where it names none of those that the member knows, names
   * nobody of another cluster. Who does not answer, or is in none, is passed over.
   *
   * @throws IOException with a message for the operator
   */
  public void check(ClusterPlan plan) throws IOException {
    List<Seed> seeds = entry.settings().seeds();
    if (!plan.known().exists() || seeds.stream().anyMatch(seed -> isKnown(plan.known(), seed))) {
      return;
    }
    for (InetSocketAddress address : addresses(new LinkedHashMap<>())) {
      String theirs = isSelf(address) ? null : clusterAt(address);
      if (theirs != null && !theirs.equals(plan.clusterId())) {
        throw new IOException(
            "join names "
                + address.getAddress().getHostAddress()
                + ":"
                + address.getPort()
                + ", which is in cluster "
                + theirs
                + ", and the data folder "
                + plan.dir()
                + " is in another one, "
                + plan.clusterId()
                + ": to have this node join that one, start it with an empty folder; to have it go on"
                + " in its own, let join name members of that");
      }
      if (theirs != null) {
        return;
      }
    }
  }

  private static boolean isKnown(ClusterMap map, Seed seed) {
    return map.members().values().stream()
        .anyMatch(member -> seed.equals(new Seed(member.host(), member.port())));
  }

  /** The id of a node's cluster; null when it is in none, or does not say. */
  private String clusterAt(InetSocketAddress address) {
    try (RespCall call = RespCall.open(address, password, tls, LOOK_MS)) {
      String id = ClusterStatus.clusterOf(call.ask(List.of("CLUSTER", "STATUS")));
      return id.isEmpty() ? null : id;
    } catch (IOException notKnown) {
      return null;
    }
  }

  private boolean isFirst() {
    return entry.settings().seeds().get(0).isAt(self.host(), self.port());
  }

  private Round ask(BooleanSupplier givenUp) throws IOException {
    Map<String, String> answers = new LinkedHashMap<>();
    for (InetSocketAddress address : addresses(answers)) {
      if (!isSelf(address) && !givenUp.getAsBoolean()) {
        ClusterMap map = ask(address, answers);
        if (map != null) {
          return new Round(map, answers);
        }
      }
    }
    return new Round(null, answers);
  }

  /** Where the list's nodes are; {@code answers} is told which of them are not to be found. */
  private Set<InetSocketAddress> addresses(Map<String, String> answers) {
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    for (Seed seed : entry.settings().seeds()) {
      try {
        addresses.addAll(seed.resolve());
      } catch (UnknownHostException e) {
        answers.put(seed.toString(), "unknown host");
      }
    }
    return addresses;
  }

  private boolean isSelf(InetSocketAddress address) throws SocketException {
    return address.getPort() == self.port()
        && NetworkInterface.getByInetAddress(address.getAddress()) != null;
  }

  /** The map when this node has been taken in, else null and what was answered instead. */
  private ClusterMap ask(InetSocketAddress address, Map<String, String> answers)
      throws IOException {
    String asJson = new String(ClusterCodec.encode(self), StandardCharsets.UTF_8);
    String host = address.getAddress().getHostAddress();
    String text = host + ":" + address.getPort();
    try (RespCall call = RespCall.open(host, address.getPort(), password, tls)) {
      return map(call.ask(List.of("CLUSTER", "JOIN", asJson)));
    } catch (RespCall.RefusedException e) {
      String waiting = WaitingRoom.waitingNode(e.getMessage());
      if (waiting == null && NOT_YET.stream().noneMatch(e.getMessage()::startsWith)) {
        throw new IOException(
            "the cluster at " + text + " does not take this node: " + e.getMessage(), e);
      }
      if (!self.id().equals(waiting)) {
        answers.put(text, waiting == null ? e.getMessage() : WAITS);
      }
    } catch (RespCall.TlsException e) {
      throw new IOException("the cluster at " + text + " and this node: " + e.getMessage(), e);
    } catch (IOException e) {
      answers.put(text, e.getMessage() == null ? e.toString() : e.getMessage());
    }
    return null;
  }

  private static ClusterMap map(String json) throws IOException {
    try {
      return ClusterCodec.map(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IOException("is no node of a cluster", e);
    }
  }

  private void tell(Round round, boolean first) {
    StringJoiner answers = new StringJoiner(" ");
    round.answers.forEach((address, answer) -> answers.add(address + "=\"" + answer + "\""));
    String text = answers + hint(round, first);
    long nowNanos = System.nanoTime();
    if (!text.equals(said) || nowNanos - saidNanos > SAID_FOR.toNanos()) {
      long waitedS = Duration.ofNanos(nowNanos - beganNanos).toSeconds();
      LOG.info("event=join_waits for_s={} {}", waitedS, text);
      said = text;
      saidNanos = nowNanos;
    }
  }

  private String hint(Round round, boolean first) {
    if (round.answers.isEmpty()) {
      return "next=\"join names this node alone: name the others, or start the first without join\"";
    }
    if (first) {
      return " next=\"this node begins the cluster when all others wait, too\"";
    }
    return round.allWait()
        ? " next=\"the first node of join begins the cluster, or the one that is told to by"
            + " 'slotwise cluster create'\""
        : " next=\"asked again until one takes this node in\"";
  }
}
