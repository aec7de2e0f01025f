package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Leases of a group whose nodes are paused, whose messages are late or lost, whose clocks run
 * unevenly, and whose leaders are voted out without being told, or begin or end some time after
 * they could know it. Whatever happens: once somebody has served in a term, nobody serves in an
 * older one.
 *
 * <p>Elections are those of Raft, cut down to what leases need: a majority votes for a newer term.
 * A seed that fails is in the message.
 */
class LeaseSimulationTest {

  private static final int SEEDS = 2000;
  private static final int STEPS = 600;
  private static final long MS = 1_000_000;
  private static final long LEASE_NANOS = 800 * MS;
  private static final long PING_NANOS = 100 * MS;

  /** Two clocks differ by less than the lease allows for. */
  private static final double DRIFT_MAX = 1.0 / 40;

  private record Event(long atNanos, long number, Runnable work) {}

  private static final class Group {
    final Random random;
    final List<Node> nodes = new ArrayList<>();
    final PriorityQueue<Event> events =
        new PriorityQueue<>(
            Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    long nowNanos;
    long eventCount;
    long highestServed;
    long servedChecks;

    Group(long seed, int size) {
      random = new Random(seed);
      for (int i = 0; i < size; i++) {
        nodes.add(new Node(this, "node" + i));
      }
    }

    void later(long nanos, Runnable work) {
      events.add(new Event(nowNanos + nanos, eventCount++, work));
    }

    long delay() {
      return random.nextInt(10) == 0 ? random.nextInt(2000) * MS : random.nextInt(20) * MS;
    }

    /** How long a node takes to do what it should have done already. */
    long notice() {
      return random.nextInt(random.nextBoolean() ? 20 : 1500) * MS;
    }

    void run() {
      later(0, this::elect);
      nodes.forEach(node -> later(0, node::tick));
      for (int i = 0; i < STEPS && !events.isEmpty(); i++) {
        Event next = events.poll();
        nowNanos = next.atNanos();
        next.work().run();
        nodes.forEach(this::check);
      }
    }

    void check(Node node) {
      if (!node.isPaused() && node.serves()) {
        assertThat(node.leads).as("%s serves", node.name).isGreaterThanOrEqualTo(highestServed);
        highestServed = node.leads;
        servedChecks++;
      }
    }

    /** Some majority votes for one of its own, who may be the leader of before. */
    void elect() {
      List<Node> voters =
          nodes.stream().filter(node -> !node.isPaused()).collect(Collectors.toList());
      Collections.shuffle(voters, random);
      int majority = nodes.size() / 2 + 1;
      if (voters.size() >= majority) {
        List<Node> those = voters.subList(0, majority);
        long term = nodes.stream().mapToLong(node -> node.term).max().orElse(0) + 1;
        those.forEach(node -> node.vote(term));
        those.get(0).lead(term);
      }
      later(random.nextInt(random.nextInt(4) == 0 ? 400 : 4000) * MS, this::elect);
    }
  }

  private static final class Node {
    final Group group;
    final String name;
    final Lease lease = new Lease(LEASE_NANOS);
    final double rate;
    final long offsetNanos;
    long term;
    long elected;
    long leads;
    long lost;
    long heldUntilNanos;
    long pausedUntilNanos;

    Node(Group group, String name) {
      this.group = group;
      this.name = name;
      this.rate = 1 + (group.random.nextDouble() - 0.5) * DRIFT_MAX;
      this.offsetNanos = group.random.nextLong() >> 2;
      this.heldUntilNanos = now();
    }

    long now() {
      return offsetNanos + (long) (group.nowNanos * rate);
    }

    boolean isPaused() {
      return group.nowNanos < pausedUntilNanos;
    }

    boolean serves() {
      return leads != 0 && heldUntilNanos - now() > 0;
    }

    void vote(long forTerm) {
      term = forTerm;
      if (group.random.nextBoolean()) {
        lose();
      } else {
        group.later(group.notice(), () -> whenAwake(() -> loseUnlessElected(forTerm)));
      }
    }

    private void loseUnlessElected(long inTerm) {
      if (elected < inTerm && leads < inTerm) {
        lose();
      }
    }

    private void lose() {
      lost = term;
      elected = 0;
      leads = 0;
      lease.lose();
      heldUntilNanos = now();
    }

    /** It leads when the first entry of its term has been on its way. */
    void lead(long inTerm) {
      lose();
      lost = inTerm - 1;
      elected = inTerm;
      lease.lead(inTerm, now());
      group.later(group.notice(), () -> whenAwake(() -> leads(inTerm)));
    }

    private void leads(long inTerm) {
      if (inTerm > lost && elected == inTerm) {
        elected = 0;
        leads = inTerm;
        renew();
      }
    }

    long leadTerm() {
      return leads != 0 ? leads : elected;
    }

    void renew() {
      Set<String> others =
          group.nodes.stream().filter(n -> n != this).map(n -> n.name).collect(Collectors.toSet());
      heldUntilNanos = lease.heldUntilNanos(others, true, now());
    }

    /** Work of this node waits while it is paused. */
    void whenAwake(Runnable work) {
      if (isPaused()) {
        group.later(pausedUntilNanos - group.nowNanos, () -> whenAwake(work));
      } else {
        work.run();
      }
    }

    void tick() {
      whenAwake(
          () -> {
            if (leadTerm() != 0 && term == leadTerm()) {
              group.nodes.stream().filter(other -> other != this).forEach(this::reach);
              renew();
            }
            if (group.random.nextInt(30) == 0) {
              pausedUntilNanos = group.nowNanos + group.random.nextInt(3000) * MS;
            }
          });
      group.later(PING_NANOS, this::tick);
    }

    /** As with Raft's entries, the others hear of the term, and are asked about it. */
    private void reach(Node other) {
      long itsTerm = term;
      if (group.random.nextInt(4) == 0) {
        group.later(group.delay(), () -> other.whenAwake(() -> other.hear(itsTerm)));
      }
      ask(other);
    }

    private void hear(long ofTerm) {
      if (ofTerm > term) {
        vote(ofTerm);
      }
    }

    void ask(Node other) {
      if (group.random.nextInt(10) == 0) {
        return;
      }
      long askedNanos = now();
      group.later(
          group.delay(),
          () ->
              other.whenAwake(
                  () -> {
                    long itsTerm = other.term;
                    long servesIn = other.leadTerm();
                    long soleTerm = other.lease.soleTerm();
                    group.later(
                        group.delay(),
                        () ->
                            whenAwake(
                                () -> {
                                  lease.answered(
                                      other.name, itsTerm, servesIn, soleTerm, askedNanos);
                                  renew();
                                }));
                  }));
    }
  }

  private static long run(int size) {
    long served = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Group group = new Group(seed, size);
      try {
        group.run();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", " + size + " nodes: " + e.getMessage(), e);
      }
      served += group.servedChecks;
    }
    return served;
  }

  @Test
  void nobodyServesInAnOlderTermOfThree() {
    // That nobody ever serves would be no proof.
    assertThat(run(3)).isGreaterThan((long) SEEDS * STEPS / 20);
  }

  @Test
  void nobodyServesInAnOlderTermOfFive() {
    assertThat(run(5)).isGreaterThan((long) SEEDS * STEPS / 20);
  }

  @Test
  void whoIsAloneServes() {
    Lease lease = new Lease(LEASE_NANOS);
    lease.lead(1, 0);
    assertThat(lease.heldUntilNanos(Set.of(), true, MS)).isEqualTo(MS + LEASE_NANOS);
  }

  @Test
  void afterAChangeOfVotersTheWaitIsNotCutShort() {
    Lease lease = new Lease(LEASE_NANOS);
    lease.votersGone(0);
    lease.lead(2, MS);
    lease.answered("b", 2, 0, 0, 2 * MS);
    lease.answered("c", 2, 0, 0, 2 * MS);
    assertThat(lease.heldUntilNanos(Set.of("b", "c"), true, 3 * MS)).isEqualTo(3 * MS);
    long later = 2 * LEASE_NANOS;
    lease.answered("b", 2, 0, 0, later);
    assertThat(lease.heldUntilNanos(Set.of("b", "c"), true, later)).isEqualTo(later + LEASE_NANOS);
  }

  @Test
  void whatTheLastLeaderHandsOverWaitsForNobodyElse() {
    Lease lease = new Lease(LEASE_NANOS);
    lease.votersGone(0);
    lease.lead(8, MS);
    Set<String> others = Set.of("last", "b", "slow", "gone");
    lease.answered("b", 8, 0, 6, 2 * MS);
    assertThat(lease.heldUntilNanos(others, true, 3 * MS)).isEqualTo(3 * MS);
    lease.answered("last", 8, 0, 7, 2 * MS);
    assertThat(lease.heldUntilNanos(others, true, 3 * MS)).isEqualTo(2 * MS + LEASE_NANOS);
    assertThat(lease.soleTerm()).isEqualTo(8);
  }

  @Test
  void theLastLeaderIsWaitedForWhileItServes() {
    Lease lease = new Lease(LEASE_NANOS);
    lease.lead(8, 0);
    Set<String> others = Set.of("last", "b");
    lease.answered("last", 8, 7, 7, MS);
    lease.answered("b", 8, 0, 0, MS);
    assertThat(lease.heldUntilNanos(others, true, 2 * MS)).isEqualTo(2 * MS);
    assertThat(lease.soleTerm()).isZero();
  }

  @Test
  void whoWasTheLastLeaderItselfWaitsForNobody() {
    Lease lease = new Lease(LEASE_NANOS);
    lease.lead(3, 0);
    assertThat(serves(lease, 3, MS)).isFalse();
    long nowNanos = 2 * LEASE_NANOS;
    assertThat(serves(lease, 3, nowNanos)).isTrue();
    lease.lose();
    lease.lead(4, nowNanos);
    assertThat(serves(lease, 4, nowNanos + MS)).isTrue();
    // Somebody may have led in 5.
    lease.lose();
    lease.lead(6, nowNanos);
    assertThat(serves(lease, 6, nowNanos + MS)).isFalse();
  }

  /** Whether it serves when one of two others has just answered. */
  private static boolean serves(Lease lease, long term, long nowNanos) {
    lease.answered("b", term, 0, 0, nowNanos);
    return lease.heldUntilNanos(Set.of("b", "slow"), true, nowNanos) > nowNanos;
  }
}
