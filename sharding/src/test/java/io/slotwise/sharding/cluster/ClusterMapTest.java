package io.slotwise.sharding.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterMapTest {

  /** The name and the text of a library, which has bytes that are no text. */
  private static final Map<String, String> LIBRARY = Map.of("lib", "#!lua name=lib\n\u00ff\0");

  private final ClusterMap one = Maps.ofOne(6, 3);

  @Test
  void theFirstMemberHasEverything() {
    assertThat(one.version()).isEqualTo(1);
    assertThat(one.shards()).hasSize(6);
    assertThat(one.shards()).allMatch(shard -> shard.voters().equals(Maps.ids(0)));
    assertThat(one.member(Maps.id(0)).state()).isEqualTo(MemberState.UP);
  }

  @Test
  void aChangeThatComesAgainChangesNothing() {
    ClusterChange create = new ClusterChange.Create(Maps.CLUSTER_ID, 6, 3, Maps.member(0));
    assertThat(create.appliedTo(one)).isSameAs(one);
    ClusterMap two = Maps.joined(one, 1);
    for (ClusterChange change :
        List.of(
            new ClusterChange.Announce(Maps.member(1)),
            new ClusterChange.SetState(Maps.id(1), MemberState.UP),
            new ClusterChange.SetReplicas(3),
            new ClusterChange.EndMove(2, Maps.ids(0)),
            new ClusterChange.Forget(Maps.id(7)))) {
      assertThat(change.appliedTo(two)).as("%s", change).isSameAs(two);
    }
  }

  @Test
  void aSecondClusterIsRefused() {
    ClusterChange other = new ClusterChange.Create("d".repeat(40), 6, 3, Maps.member(1));
    assertRefused(other, one, "there is a cluster already");
  }

  @Test
  void aNodeThatComesBackKeepsItsStateAndMayHaveAnotherAddress() {
    ClusterMap drained =
        new ClusterChange.SetState(Maps.id(1), MemberState.DRAINING).appliedTo(Maps.joined(one, 1));
    Member moved = new Member(Maps.id(1), "10.0.0.9", 1, 2, 3, 4, MemberState.UP, "2", 1);
    ClusterMap back = new ClusterChange.Announce(moved).appliedTo(drained);
    assertThat(back.member(Maps.id(1))).isEqualTo(moved.in(MemberState.DRAINING));
    assertThat(back.version()).isEqualTo(drained.version() + 1);
  }

  @Test
  void whoIsBeingRemovedIsNotTakenInByWhatWasSeenBefore() {
    ClusterMap joining = new ClusterChange.Announce(Maps.member(1)).appliedTo(one);
    ClusterMap leaving =
        new ClusterChange.SetState(Maps.id(1), MemberState.LEAVING).appliedTo(joining);
    ClusterChange arrived =
        new ClusterChange.SetState(Maps.id(1), MemberState.UP, MemberState.JOINING);
    assertThat(arrived.appliedTo(leaving)).isSameAs(leaving);
    assertThat(arrived.appliedTo(joining).member(Maps.id(1)).state()).isEqualTo(MemberState.UP);
  }

  private static Member reading(int level, int node) {
    Member member = Maps.member(node);
    return new Member(
        member.id(),
        member.host(),
        member.port(),
        member.clusterClientPort(),
        member.busPort(),
        member.raftPort(),
        member.state(),
        "1." + level,
        level);
  }

  @Test
  void aLevelIsRaisedOnceEveryNodeReadsIt() {
    ClusterMap mixed = new ClusterChange.Announce(reading(2, 0)).appliedTo(Maps.joined(one, 1));
    assertThat(mixed.levelOfAll()).isEqualTo(1);
    assertRefused(new ClusterChange.RaiseLevel(2), mixed, "reads formats up to level 1, not 2");
    ClusterMap ready = new ClusterChange.Announce(reading(2, 1)).appliedTo(mixed);
    assertThat(ready.featureLevel()).isEqualTo(1);
    ClusterMap raised = new ClusterChange.RaiseLevel(ready.levelOfAll()).appliedTo(ready);
    assertThat(raised.featureLevel()).isEqualTo(2);
    assertThat(new ClusterChange.RaiseLevel(1).appliedTo(raised)).isSameAs(raised);
    assertRefused(new ClusterChange.Announce(reading(1, 1)), raised, "this cluster writes level 2");
  }

  @Test
  void aMemberThatSaysNothingOfLevelsReadsTheFirst() throws IOException {
    String json =
        new String(ClusterCodec.encode(Maps.member(0)), StandardCharsets.UTF_8)
            .replace(",\"featureLevel\":1", "");
    assertThat(json).doesNotContain("Level");
    assertThat(ClusterCodec.member(json.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Maps.member(0));
  }

  @Test
  void twoNodesAtOneAddressAreRefused() {
    Member same =
        new Member(Maps.id(5), "127.0.0.1", 7000, 8000, 17000, 18000, MemberState.JOINING, "1", 1);
    assertRefused(new ClusterChange.Announce(same), one, "already");
  }

  @Test
  void aMoveHasABeginningAndAnEnd() {
    ClusterMap two = Maps.joined(one, 1);
    ClusterMap moving = new ClusterChange.BeginMove(3, Maps.ids(1)).appliedTo(two);
    assertThat(moving.shard(3).voters()).isEqualTo(Maps.ids(0));
    assertThat(moving.shard(3).holders()).containsExactlyInAnyOrderElementsOf(Maps.ids(0, 1));
    assertRefused(new ClusterChange.BeginMove(3, Maps.ids(0, 1)), moving, "moving already");
    assertRefused(new ClusterChange.EndMove(3, Maps.ids(0)), moving, "was to move to");
    ClusterMap moved = new ClusterChange.EndMove(3, Maps.ids(1)).appliedTo(moving);
    assertThat(moved.shard(3)).isEqualTo(ShardPlacement.on(3, Maps.ids(1)));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertRefused(new ClusterChange.BeginMove(6, Maps.ids(0)), one, "no shard 6");
    assertRefused(new ClusterChange.BeginMove(0, Maps.ids(4)), one, "no node " + Maps.id(4));
    assertRefused(new ClusterChange.SetReplicas(2), one, "1, 3 or 5 copies");
    assertRefused(new ClusterChange.Forget(Maps.id(0)), one, "still holds shards");
    assertRefused(
        new ClusterChange.SetState(Maps.id(0), MemberState.DRAINING), one, "no other node");
    assertRefused(new ClusterChange.SetReplicas(3), ClusterMap.NONE, "no cluster yet");
  }

  @Test
  void mapsAndChangesSurviveTheirBytes() throws IOException {
    ClusterMap map =
        new ClusterChange.SetParameters(Map.of("maxmemory-policy", "allkeys-lru"))
            .appliedTo(new ClusterChange.BeginMove(3, Maps.ids(1)).appliedTo(Maps.joined(one, 1)));
    map = new ClusterChange.SetLibraries(0, LIBRARY, List.of()).appliedTo(map);
    assertThat(ClusterCodec.map(ClusterCodec.encode(map))).isEqualTo(map);
    for (ClusterChange change :
        List.of(
            new ClusterChange.Create(Maps.CLUSTER_ID, 6, 3, Maps.member(0)),
            new ClusterChange.Announce(Maps.member(1)),
            new ClusterChange.SetState(Maps.id(1), MemberState.LEAVING),
            new ClusterChange.SetState(Maps.id(1), MemberState.UP, MemberState.JOINING),
            new ClusterChange.Forget(Maps.id(1)),
            new ClusterChange.BeginMove(3, Maps.ids(0, 1)),
            new ClusterChange.EndMove(3, Maps.ids(0, 1)),
            new ClusterChange.SetReplicas(5),
            new ClusterChange.Create(Maps.CLUSTER_ID, 6, 3, Maps.member(0), LIBRARY, List.of(1, 0)),
            new ClusterChange.SetParameters(Map.of("a", "b")),
            new ClusterChange.SetLibraries(3, LIBRARY, List.of("other")))) {
      assertThat(ClusterCodec.change(ClusterCodec.encode(change))).isEqualTo(change);
    }
  }

  @Test
  void whatANodeHadAloneItsClusterHas() {
    ClusterMap map =
        new ClusterChange.Create(Maps.CLUSTER_ID, 6, 3, Maps.member(0), LIBRARY, List.of(1, 0))
            .appliedTo(ClusterMap.NONE);
    assertThat(map.libraries()).isEqualTo(new Libraries(1, LIBRARY));
    assertThat(map.databasePlaces()).containsExactly(1, 0);
    assertThat(new ClusterChange.SetReplicas(1).appliedTo(map).databasePlaces())
        .containsExactly(1, 0);
  }

  @Test
  void librariesAreChangedByWhoKnowsThem() {
    ClusterMap map = new ClusterChange.SetLibraries(0, LIBRARY, List.of()).appliedTo(one);
    assertThat(map.libraries()).isEqualTo(new Libraries(1, LIBRARY));
    assertRefused(
        new ClusterChange.SetLibraries(0, Map.of("other", "code"), List.of()),
        map,
        ClusterChange.SetLibraries.OVERTAKEN);
    ClusterMap replaced =
        new ClusterChange.SetLibraries(1, Map.of("other", "code"), List.of("lib")).appliedTo(map);
    assertThat(replaced.libraries()).isEqualTo(new Libraries(2, Map.of("other", "code")));
  }

  @Test
  void parametersAreSetTogether() {
    ClusterChange change = new ClusterChange.SetParameters(Map.of("a", "1", "b", "2"));
    ClusterMap map = change.appliedTo(one);
    assertThat(map.config()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(change.appliedTo(map)).isSameAs(map);
  }

  @Test
  void mapsOfEarlierVersionsAreRead() throws IOException {
    String now = new String(ClusterCodec.encode(one), StandardCharsets.UTF_8);
    String earlier = now.replaceAll(",\"libraries\":.*$", "}");
    assertThat(earlier).isNotEqualTo(now).doesNotContain("databasePlaces");
    assertThat(ClusterCodec.map(earlier.getBytes(StandardCharsets.UTF_8))).isEqualTo(one);
  }

  @Test
  void fieldsOfALaterVersionArePassedOver() throws IOException {
    byte[] later =
        "{\"change\":\"set-replicas\",\"replicas\":5,\"zones\":[\"a\"]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(ClusterCodec.change(later)).isEqualTo(new ClusterChange.SetReplicas(5));
  }

  @Test
  void everySlotBelongsToExactlyOneRange() {
    for (int shards : new int[] {1, 2, 3, 6, 7, 100, 255, 256}) {
      ShardRanges ranges = new ShardRanges(shards);
      int next = 0;
      for (int shard = 0; shard < shards; shard++) {
        assertThat(ranges.firstSlot(shard)).isEqualTo(next);
        for (int slot = ranges.firstSlot(shard); slot <= ranges.lastSlot(shard); slot++) {
          assertThat(ranges.shardOf(slot)).isEqualTo(shard);
        }
        next = ranges.lastSlot(shard) + 1;
      }
      assertThat(next).isEqualTo(16384);
    }
  }

  private static void assertRefused(ClusterChange change, ClusterMap map, String why) {
    assertThatThrownBy(() -> change.appliedTo(map))
        .isInstanceOf(ChangeRefusedException.class)
        .hasMessageContaining(why);
  }
}
