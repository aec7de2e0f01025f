package io.slotwise.sharding.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;

/**
 * One step from a map to the next. Changes are kept in the directory's log, so their fields are
 * only ever added to, and what an old change does must not be altered.
 *
 * <p>A change that has been made already changes nothing when it comes again: whoever does not know
 * whether it arrived may repeat it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ClusterChange.Create.class, name = "create"),
  @JsonSubTypes.Type(value = ClusterChange.Announce.class, name = "announce"),
  @JsonSubTypes.Type(value = ClusterChange.SetState.class, name = "set-state"),
  @JsonSubTypes.Type(value = ClusterChange.Forget.class, name = "forget"),
  @JsonSubTypes.Type(value = ClusterChange.BeginMove.class, name = "begin-move"),
  @JsonSubTypes.Type(value = ClusterChange.EndMove.class, name = "end-move"),
  @JsonSubTypes.Type(value = ClusterChange.SetReplicas.class, name = "set-replicas"),
  @JsonSubTypes.Type(value = ClusterChange.SetParameters.class, name = "set-parameters"),
  @JsonSubTypes.Type(value = ClusterChange.SetLibraries.class, name = "set-libraries"),
  @JsonSubTypes.Type(value = ClusterChange.RaiseLevel.class, name = "raise-level")
})
public sealed interface ClusterChange {

  int SHARDS_MAX = 256;
  int REPLICAS_MAX = 5;

  /**
   * The map after this change; the same map when there is nothing to change.
   *
   * @throws ChangeRefusedException when it does not fit
   */
  ClusterMap appliedTo(ClusterMap map);

  /**
   * The first change of all: a cluster of one.
   *
   * @param libraries of functions that the node had
   * @param databasePlaces where its databases lie; empty where each is at its own number
   */
  record Create(
      String clusterId,
      int shardCount,
      int replicas,
      Member first,
      Map<String, String> libraries,
      List<Integer> databasePlaces)
      implements ClusterChange {
    public Create {
      libraries = libraries == null ? Map.of() : Map.copyOf(libraries);
      databasePlaces = databasePlaces == null ? List.of() : List.copyOf(databasePlaces);
    }

    /** By a node that had nothing. */
    public Create(String clusterId, int shardCount, int replicas, Member first) {
      this(clusterId, shardCount, replicas, first, Map.of(), List.of());
    }

    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      if (map.clusterId().equals(clusterId)) {
        return map;
      }
      Rules.check(!map.exists(), "there is a cluster already, " + map.clusterId());
      Rules.check(
          shardCount >= 1 && shardCount <= SHARDS_MAX,
          "a cluster has 1 to " + SHARDS_MAX + " shards, not " + shardCount);
      Rules.checkReplicas(replicas);
      return ClusterMap.first(clusterId, shardCount, replicas, first)
          .bringing(libraries, databasePlaces);
    }
  }

  /** A node joins, or comes back, possibly under another address or with another version. */
  record Announce(Member member) implements ClusterChange {
    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      Rules.checkExists(map);
      Rules.check(
          member.featureLevel() >= map.featureLevel(),
          "node "
              + member.id()
              + " runs version "
              + member.version()
              + ", which reads formats up to level "
              + member.featureLevel()
              + "; this cluster writes level "
              + map.featureLevel()
              + ": give it a newer version");
      Member known = map.member(member.id());
      Member now = member.in(known == null ? MemberState.JOINING : known.state());
      for (Member other : map.members().values()) {
        Rules.check(
            other.id().equals(member.id()) || !other.raftAddress().equals(member.raftAddress()),
            "node " + other.id() + " has the address " + member.raftAddress() + " already");
      }
      return now.equals(known) ? map : map.with(now);
    }
  }

  /**
   * Another state of a member.
   *
   * @param from changes nothing where the member is in another one by now: what an operator has
   *     said meanwhile is not undone; null for any
   */
  record SetState(
      String memberId,
      MemberState state,
      @JsonInclude(JsonInclude.Include.NON_NULL) MemberState from)
      implements ClusterChange {

    /** Whatever the member's state is. */
    public SetState(String memberId, MemberState state) {
      this(memberId, state, null);
    }

    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      Member member = Rules.member(map, memberId);
      if (member.state() == state || from != null && member.state() != from) {
        return map;
      }
      boolean othersTakeShards =
          map.members().values().stream()
              .anyMatch(other -> !other.id().equals(memberId) && other.state().takesShards());
      Rules.check(
          state.takesShards() || !member.state().takesShards() || othersTakeShards,
          "no other node could take the shards of " + memberId);
      return map.with(member.in(state));
    }
  }

  /** A node that holds nothing is no member any longer. */
  record Forget(String memberId) implements ClusterChange {
    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      Rules.checkExists(map);
      if (map.member(memberId) == null) {
        return map;
      }
      Rules.check(
          map.shardsOf(memberId).isEmpty(), "node " + memberId + " still holds shards: drain it");
      return map.without(memberId);
    }
  }

  /** A shard shall have other voters: those that are new begin to follow. */
  record BeginMove(int shard, List<String> next) implements ClusterChange {
    public BeginMove {
      next = List.copyOf(next);
    }

    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      ShardPlacement placement = Rules.shard(map, shard);
      if (placement.target().equals(next)) {
        return map;
      }
      Rules.check(!placement.isMoving(), "shard " + shard + " is moving already");
      Rules.check(
          !next.isEmpty() && next.stream().distinct().count() == next.size(),
          "the nodes of a shard are different ones, at least one");
      next.forEach(id -> Rules.member(map, id));
      return map.with(new ShardPlacement(shard, placement.voters(), next));
    }
  }

  /** The shard's log has taken these voters: who is not among them drops the shard. */
  record EndMove(int shard, List<String> voters) implements ClusterChange {
    public EndMove {
      voters = List.copyOf(voters);
    }

    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      ShardPlacement placement = Rules.shard(map, shard);
      if (!placement.isMoving() && placement.voters().equals(voters)) {
        return map;
      }
      Rules.check(
          placement.next().equals(voters),
          "shard " + shard + " was to move to " + placement.next() + ", not to " + voters);
      return map.with(ShardPlacement.on(shard, voters));
    }
  }

  /** From now on formats of the level that every member reads are written: no way back. */
  record RaiseLevel(int level) implements ClusterChange {
    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      Rules.checkExists(map);
      if (level <= map.featureLevel()) {
        return map;
      }
      for (Member member : map.members().values()) {
        Rules.check(
            member.featureLevel() >= level,
            "node "
                + member.id()
                + " runs version "
                + member.version()
                + ", which reads formats up to level "
                + member.featureLevel()
                + ", not "
                + level);
      }
      return map.withFeatureLevel(level);
    }
  }

  record SetReplicas(int replicas) implements ClusterChange {
    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      Rules.checkExists(map);
      Rules.checkReplicas(replicas);
      return map.replicas() == replicas ? map : map.withReplicas(replicas);
    }
  }

  /** All of these parameters have these values on every node from now on. */
  record SetParameters(Map<String, String> values) implements ClusterChange {
    public SetParameters {
      values = Map.copyOf(values);
    }

    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      Rules.checkExists(map);
      return map.config().entrySet().containsAll(values.entrySet()) ? map : map.withConfig(values);
    }
  }

  /**
   * Libraries of functions come, in place of those of the same names, and go.
   *
   * @param basedOn the revision that this is a change of: whether libraries fit together is found
   *     out by who makes the change
   */
  record SetLibraries(long basedOn, Map<String, String> put, List<String> dropped)
      implements ClusterChange {

    /** Why it is refused when others have made a change before: make it anew. */
    public static final String OVERTAKEN = "the libraries have been changed meanwhile";

    public SetLibraries {
      put = Map.copyOf(put);
      dropped = List.copyOf(dropped);
    }

    @Override
    public ClusterMap appliedTo(ClusterMap map) {
      Rules.checkExists(map);
      Rules.check(map.libraries().revision() == basedOn, OVERTAKEN);
      return map.with(map.libraries().with(put, dropped));
    }
  }

  /** What changes have in common. */
  final class Rules {

    private Rules() {}

    private static void check(boolean holds, String otherwise) {
      if (!holds) {
        throw new ChangeRefusedException(otherwise);
      }
    }

    private static void checkExists(ClusterMap map) {
      check(map.exists(), "there is no cluster yet");
    }

    private static void checkReplicas(int replicas) {
      check(
          replicas >= 1 && replicas <= REPLICAS_MAX && replicas % 2 == 1,
          "a shard has 1, 3 or 5 copies, not " + replicas);
    }

    private static Member member(ClusterMap map, String id) {
      Member member = map.member(id);
      check(member != null, "no node " + id + " in the cluster");
      return member;
    }

    private static ShardPlacement shard(ClusterMap map, int shard) {
      check(shard >= 0 && shard < map.shards().size(), "no shard " + shard + " in the cluster");
      return map.shard(shard);
    }
  }
}
