package io.slotwise.sharding.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a cluster is, at one version. Every change makes the next version ({@link ClusterChange});
 * the directory gives all nodes the same changes in the same order.
 *
 * @param clusterId 40 hexadecimal digits; empty before the first change, when there is no cluster
 * @param version counts changes
 * @param featureLevel what every node can read; formats of a higher level are not written
 * @param replicas how many copies a shard shall have where there are enough nodes
 * @param members by id
 * @param shards in order of their numbers
 * @param config settings that hold on every node
 * @param libraries of functions
 * @param databasePlaces where each logical database lies; empty where each is at its own number
 */
public record ClusterMap(
    String clusterId,
    long version,
    int featureLevel,
    int replicas,
    Map<String, Member> members,
    List<ShardPlacement> shards,
    Map<String, String> config,
    Libraries libraries,
    List<Integer> databasePlaces) {

  /** From this level on collections may have keys in other slots than their pages. */
  public static final int LEVEL_OF_KEYS_AWAY = 2;

  /** The highest level of formats that this version of the software reads. */
  public static final int FEATURE_LEVEL = LEVEL_OF_KEYS_AWAY;

  /** No cluster yet. */
  public static final ClusterMap NONE =
      new ClusterMap(
          "", 0, FEATURE_LEVEL, 1, Map.of(), List.of(), Map.of(), Libraries.NONE, List.of());

  public ClusterMap {
    members = Collections.unmodifiableMap(new TreeMap<>(members));
    shards = List.copyOf(shards);
    config = Collections.unmodifiableMap(new TreeMap<>(config));
    // Maps of before these were kept here have none.
    libraries = libraries == null ? Libraries.NONE : libraries;
    databasePlaces = databasePlaces == null ? List.of() : List.copyOf(databasePlaces);
  }

  public boolean exists() {
    return !clusterId.isEmpty();
  }

  /** The highest level of formats that all members read. */
  public int levelOfAll() {
    return members.values().stream().mapToInt(Member::featureLevel).min().orElse(featureLevel);
  }

  /** Which slots belong to which shard. */
  public ShardRanges ranges() {
    return new ShardRanges(shards.size());
  }

  /** The member with that id, or null. */
  public Member member(String id) {
    return id == null ? null : members.get(id);
  }

  public ShardPlacement shard(int number) {
    return shards.get(number);
  }

  /** The shards that a node has or is getting. */
  public List<ShardPlacement> shardsOf(String id) {
    return shards.stream().filter(shard -> shard.holders().contains(id)).toList();
  }

  /** The members with those ids, as far as they are known. */
  public List<Member> membersOf(Collection<String> ids) {
    return ids.stream().filter(members::containsKey).map(members::get).toList();
  }

  /** A new cluster with all shards on its first member. */
  static ClusterMap first(String clusterId, int shardCount, int replicas, Member member) {
    List<ShardPlacement> shards =
        IntStream.range(0, shardCount)
            .mapToObj(shard -> ShardPlacement.on(shard, List.of(member.id())))
            .toList();
    return new ClusterMap(
        clusterId,
        1,
        member.featureLevel(),
        replicas,
        Map.of(member.id(), member.in(MemberState.UP)),
        shards,
        Map.of(),
        Libraries.NONE,
        List.of());
  }

  /** With what a node had that was alone before. */
  ClusterMap bringing(Map<String, String> itsLibraries, List<Integer> itsDatabasePlaces) {
    return new ClusterMap(
        clusterId,
        version,
        featureLevel,
        replicas,
        members,
        shards,
        config,
        itsLibraries.isEmpty() ? libraries : libraries.with(itsLibraries, List.of()),
        itsDatabasePlaces);
  }

  ClusterMap with(Member member) {
    Map<String, Member> changed = new TreeMap<>(members);
    changed.put(member.id(), member);
    return next(changed, shards, config, libraries);
  }

  ClusterMap without(String memberId) {
    Map<String, Member> changed = new TreeMap<>(members);
    changed.remove(memberId);
    return next(changed, shards, config, libraries);
  }

  ClusterMap with(ShardPlacement shard) {
    List<ShardPlacement> changed = new ArrayList<>(shards);
    changed.set(shard.shard(), shard);
    return next(members, changed, config, libraries);
  }

  ClusterMap withReplicas(int count) {
    return new ClusterMap(
        clusterId,
        version + 1,
        featureLevel,
        count,
        members,
        shards,
        config,
        libraries,
        databasePlaces);
  }

  ClusterMap withFeatureLevel(int level) {
    return new ClusterMap(
        clusterId,
        version + 1,
        level,
        replicas,
        members,
        shards,
        config,
        libraries,
        databasePlaces);
  }

  ClusterMap withConfig(Map<String, String> values) {
    Map<String, String> changed = new TreeMap<>(config);
    changed.putAll(values);
    return next(members, shards, changed, libraries);
  }

  ClusterMap with(Libraries changed) {
    return next(members, shards, config, changed);
  }

  private ClusterMap next(
      Map<String, Member> newMembers,
      List<ShardPlacement> newShards,
      Map<String, String> newConfig,
      Libraries newLibraries) {
    return new ClusterMap(
        clusterId,
        version + 1,
        featureLevel,
        replicas,
        newMembers,
        newShards,
        newConfig,
        newLibraries,
        databasePlaces);
  }
}
