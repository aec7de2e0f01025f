package io.slotwise.node.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.health.Heartbeat;
import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.cluster.ChangeRefusedException;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.RoutingTable;
import io.slotwise.sharding.cluster.ShardRanges;
import io.slotwise.sharding.replication.DirectoryLog;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.ShardRole;
import io.slotwise.sharding.slot.SlotShards;
import io.slotwise.sharding.slot.SlotTurns;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in the cluster. Roles of shards open and close slots at once, on the thread that
 * brings them; everything else is done by one thread that looks five times a second what is to be
 * done next, so that no step needs to be remembered and none is lost with a crash.
 */
public final class ClusterNode implements LeaderNews.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

  private static final long TICK_MS = 200;

  /** Every so many ticks the slower things are done: news, balance, entities. */
  private static final int SLOW_TICKS = 5;

  private static final long TICKS_END_MAX_S = 10;

  private final ClusterPlan plan;
  private final Member self;
  private final Directory directory;
  private final DirectoryLog directoryLog;
  private final ShardLogs logs;
  private final SlotTurns turns;
  private final RoutingTable routing;

  private final ClusterOwners owners;
  private final ServedSlots servedSlots;
  private final DirectoryProgress progress;
  private final DirectoryChanges changes;
  private final OwnEntry entry;
  private final ShardKeeper shards;
  private final DirectoryKeeper directoryKeeper;
  private final Belonging belonging;
  private final Strangers strangers;
  private final Sightings sightings;
  private final LeadKeeper leads;
  private final LeadBalance balance = new LeadBalance(System::nanoTime);
  private final OwnDisk disk;
  private final Heartbeat heartbeat = new Heartbeat(System::nanoTime);
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "slotwise-cluster");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Exit exit;
  private volatile Membership membership;
  private volatile LeaderNews news;
  private volatile boolean stopping;
  private SlotShards entities;
  private int tickCount;

  /**
   * Begins to take part in replication: slots open and close from now on as roles come.
   *
   * @param directory the state machine that {@code directoryLog} was made with
   * @param disk that all of it lies on
   */
  public ClusterNode(
      ClusterPlan plan,
      Directory directory,
      DirectoryLog directoryLog,
      ShardLogs logs,
      SlotTurns turns,
      OwnDisk disk,
      InstantSource clock) {
    this.plan = plan;
    this.self = plan.self();
    this.directory = directory;
    this.directoryLog = directoryLog;
    this.logs = logs;
    this.turns = turns;
    this.routing = new RoutingTable(new ShardRanges(plan.shardCount()));
    this.sightings = new Sightings(self.id(), clock);
    this.leads = new LeadKeeper(self.id(), directory::map, logs, routing, sightings);
    this.disk = disk;
    this.owners = new ClusterOwners(self, directory, routing, logs, turns, sightings::reachable);
    this.servedSlots = new ServedSlots(turns, routing, logs, owners);
    this.progress = new DirectoryProgress(this::reachableOthers, System::nanoTime);
    this.changes = new DirectoryChanges(directory, directoryLog, progress);
    this.entry = new OwnEntry(plan, directoryLog);
    directory.onMap(progress::seen);
    this.shards = new ShardKeeper(self.id(), logs, directoryLog);
    this.directoryKeeper = new DirectoryKeeper(self.id(), directoryLog);
    this.strangers = new Strangers(plan.clusterId(), System::nanoTime);
    this.belonging = new Belonging(self, new ClusterFile(plan.dir()));
    logs.onRole(this::onRole);
    // Those that the disk knew may have come before there was somebody to listen.
    logs.hosted().forEach(shard -> onRole(logs.role(shard)));
  }

  /**
   * Tells what the cluster is to have from this node, if that forms it.
   *
   * @param libraries of functions, by name
   * @param databasePlaces where its databases lie
   */
  public void brings(Map<String, Bytes> libraries, List<Integer> databasePlaces) {
    entry.brings(DirectoryLibraries.asText(libraries), databasePlaces);
  }

  /**
   * Takes its place among the actor systems, and begins to look after its part.
   *
   * @param forIt when it can be a full member no more
   */
  public void start(ActorSystem<?> system, Exit forIt) {
    exit = forIt;
    membership = new Membership(system, System::nanoTime);
    news = LeaderNews.start(system, this);
    progress.onProgress(this::tellFollows);
    entities = SlotShards.startFollowing(system, turns, routing.ranges(), this::leaderAddress);
    Runnable tick = heartbeat.after(this::safeTick);
    ticks.scheduleWithFixedDelay(tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
  }

  private Optional<Address> leaderAddress(int shard) {
    Member leader = map().member(routing.leaderOf(shard));
    return leader == null ? Optional.empty() : Optional.of(membership.addressOf(leader));
  }

  // ---- roles

  private void onRole(ShardRole role) {
    boolean newLeader = routing.learn(role.shard(), role.term(), role.leaderId());
    servedSlots.told(role);
    if (newLeader && role.leaderId() != null) {
      owners.leaderChanged(role.shard());
    }
    if (role.leading()) {
      tellLeads(List.of(new LeaderNews.Led(role.shard(), role.term(), self.id())));
    }
    LOG.info(
        "event=shard_role shard={} term={} leader={} serving={}",
        role.shard(),
        role.term(),
        role.leaderId(),
        role.leading());
  }

  private void tellLeads(List<LeaderNews.Led> led) {
    if (news != null && !led.isEmpty()) {
      news.tell(otherMembers(), new LeaderNews.Leads(led, plan.clusterId()));
    }
  }

  private void tellFollows(long version) {
    if (news != null) {
      news.tell(otherMembers(), own(version));
    }
  }

  private LeaderNews.Follows own(long version) {
    return new LeaderNews.Follows(
        self.id(), version, plan.clusterId(), self.host(), self.busPort());
  }

  private Set<String> reachableOthers() {
    Set<String> others = new HashSet<>(reachable());
    others.remove(self.id());
    others.retainAll(map().members().keySet());
    return others;
  }

  private List<Member> otherMembers() {
    return map().members().values().stream()
        .filter(member -> !member.id().equals(self.id()))
        .toList();
  }

  @Override
  public void heard(LeaderNews.Leads others) {
    if (!strangers.isOne(others.clusterId())) {
      others.shards().forEach(owners::heard);
    }
  }

  @Override
  public void asked(LeaderNews.GiveLead request) {
    leads.giveIfFollowing(request.shard(), request.toNodeId());
  }

  @Override
  public LeaderNews.Message follows(LeaderNews.Follows node) {
    if (strangers.isOne(node.clusterId())) {
      return strangers.met(node) ? own(progress.own()) : null;
    }
    progress.heard(node.nodeId(), node.version());
    return Belonging.answer(map(), node);
  }

  @Override
  public void forgotten(LeaderNews.Forgotten node) {
    belonging.heard(map(), node);
  }

  @Override
  public void stops(String nodeId) {
    leads.keepFrom(nodeId);
  }

  // ---- what is to be done next

  private void safeTick() {
    try {
      tick();
    } catch (RuntimeException | IOException e) {
      LOG.error("event=cluster_tick_failed", e);
    }
  }

  private void tick() throws IOException {
    ClusterMap map = map();
    if (plan.forms() && !map.exists()) {
      entry.form();
      return;
    }
    if (belonging.isOver(map)) {
      end(map);
      return;
    }
    if (!stopping && mustStartAgain()) {
      return;
    }
    boolean slow = ++tickCount % SLOW_TICKS == 0;
    if (disk.shortage() != null && !stopping) {
      leadNothing(slow);
    }
    belonging.save(map);
    membership.join(map, self, directoryLog.leading());
    sightings.look(membership.reachable(map, self.id()));
    entry.announce(map);
    shards.keep(map);
    map.shards().forEach(shard -> servedSlots.look(shard.shard()));
    directoryKeeper.keep(map, reachable());
    progress.check();
    if (slow && !stopping) {
      List<LeaderNews.Led> led = leads.led();
      tellLeads(led);
      tellFollows(progress.own());
      if (membership.hasJoined()) {
        led.forEach(shard -> entities.follow(shard.shard()));
      }
      if (directoryLog.leading()) {
        balance
            .next(map, routing.leaders(), leads.ready(), leads.warm())
            .ifPresent(transfer -> askForLead(transfer.shard(), transfer.to()));
      } else {
        balance.forget();
      }
    }
  }

  /** Whether only a new start can make this node a full member again; then that is begun. */
  private boolean mustStartAgain() {
    disk.look();
    String failure = disk.failure();
    if (failure == null && isNotNeeded()) {
      failure = disk.full();
    }
    if (failure != null) {
      LOG.error("event=disk_failed why=\"{}\"", failure);
      startAgain(failure);
    } else if (membership.hasLeft()) {
      // Its actor system can join the others no more, a new one can.
      LOG.warn("event=expelled_by_other_actor_systems");
      startAgain("the other nodes had taken this one for dead");
    } else if (membership.isCutOff()) {
      LOG.warn("event=cut_off_from_actor_systems");
      startAgain("its actor system could not join the others after a connection had broken");
    }
    return stopping;
  }

  /** Whether all others are there and can lead: otherwise a majority may depend on this node. */
  private boolean isNotNeeded() {
    return leads.led().isEmpty()
        && otherMembers().stream()
            .map(Member::id)
            .allMatch(id -> reachable().contains(id) && leads.mayBeGiven(id));
  }

  private void startAgain(String because) {
    stopping = true;
    exit.startAgain(because);
  }

  /** Whoever can write should lead: as long as this node says so it is given nothing. */
  private void leadNothing(boolean again) {
    boolean first = leads.mayBeGiven(self.id());
    stops(self.id());
    if (first || again) {
      news.tell(otherMembers(), new LeaderNews.Stopping(self.id()));
    }
    leads.giveAll();
  }

  /**
   * Why this node takes no writes at present, or null: its disk is short, and nobody else leads.
   */
  public String writeObstacle() {
    return disk.isShortForLong() && !leads.led().isEmpty() ? disk.shortage() : null;
  }

  private void end(ClusterMap map) throws IOException {
    if (!stopping) {
      belonging.end(map);
      LOG.warn("event=removed_from_cluster cluster={} dir={}", plan.clusterId(), plan.dir());
      stopping = true;
      exit.end("this node was removed from its cluster; its data folder may be deleted");
    }
  }

  // ---- for commands

  ClusterMap map() {
    return directory.map();
  }

  /** How what all nodes have in common is changed. */
  public DirectoryChanges changes() {
    return changes;
  }

  /** Who serves which slot. */
  public SlotOwners owners() {
    return owners;
  }

  Member self() {
    return self;
  }

  RoutingTable routing() {
    return routing;
  }

  ShardLogs logs() {
    return logs;
  }

  DirectoryLog directoryLog() {
    return directoryLog;
  }

  Set<String> reachable() {
    return sightings.reachable();
  }

  Sightings sightings() {
    return sightings;
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  boolean isStopping() {
    return stopping;
  }

  OwnDisk disk() {
    return disk;
  }

  LeadKeeper leads() {
    return leads;
  }

  /** Asks whoever leads a shard to give the lead to a node. */
  void askForLead(int shard, String toNodeId) {
    ClusterMap map = map();
    if (shard < 0 || shard >= map.shards().size()) {
      throw new ChangeRefusedException("no shard " + shard + " in the cluster");
    }
    if (!map.shard(shard).voters().contains(toNodeId)) {
      throw new ChangeRefusedException("node " + toNodeId + " has no copy of shard " + shard);
    }
    Member leader = map.member(routing.leaderOf(shard));
    if (leader == null) {
      throw new ChangeRefusedException("shard " + shard + " has no leader at the moment");
    }
    LeaderNews.GiveLead request = new LeaderNews.GiveLead(shard, toNodeId);
    if (leader.id().equals(self.id())) {
      asked(request);
    } else {
      news.tell(List.of(leader), request);
    }
  }

  // ---- the end

  /**
   * Gives away everything that this node leads, as far as others can take it: clients are served
   * elsewhere from then on. Waits, but not for ever.
   */
  public void handOver() {
    stopping = true;
    stops(self.id());
    news.tell(otherMembers(), new LeaderNews.Stopping(self.id()));
    leads.handOver();
  }

  /** Says goodbye to the other actor systems; the caller waits for {@link #hasLeft()}. */
  public void leave() {
    membership.leave();
  }

  public boolean hasLeft() {
    return membership.hasLeft();
  }

  /** Looks after nothing any more. */
  @Override
  public void close() {
    ticks.shutdownNow();
    try {
      if (!ticks.awaitTermination(TICKS_END_MAX_S, TimeUnit.SECONDS)) {
        LOG.warn("event=cluster_tick_busy_at_stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
