package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a node learns that it was removed, and what becomes of its folder. */
class BelongingTest {

  private static final String CLUSTER = "c".repeat(40);
  private static final Member FIRST = member('a', 7001);
  private static final Member SECOND = member('b', 7002);
  private static final ClusterMap OF_ONE =
      new ClusterChange.Create(CLUSTER, 6, 3, FIRST).appliedTo(ClusterMap.NONE);
  private static final ClusterMap OF_TWO = new ClusterChange.Announce(SECOND).appliedTo(OF_ONE);
  private static final ClusterMap WITHOUT = new ClusterChange.Forget(SECOND.id()).appliedTo(OF_TWO);

  @TempDir private Path dir;

  private Belonging ofSecond;

  @BeforeEach
  void belong() {
    ofSecond = new Belonging(SECOND, new ClusterFile(dir));
  }

  private static Member member(char id, int port) {
    return new Member(
        String.valueOf(id).repeat(40),
        "127.0.0.1",
        port,
        port + 1,
        port + 2,
        port + 3,
        MemberState.UP,
        "1",
        1);
  }

  private static LeaderNews.Follows follows(Member node, String clusterId) {
    return new LeaderNews.Follows(node.id(), 0, clusterId, node.host(), node.busPort());
  }

  @Test
  void whoIsNoMemberIsToldSo() {
    assertThat(Belonging.answer(WITHOUT, follows(SECOND, CLUSTER)))
        .isEqualTo(new LeaderNews.Forgotten(SECOND.id(), CLUSTER, WITHOUT.version()));
  }

  @Test
  void nobodyElseIs() {
    assertThat(Belonging.answer(OF_TWO, follows(SECOND, CLUSTER))).isNull();
    assertThat(Belonging.answer(WITHOUT, follows(SECOND, "d".repeat(40)))).isNull();
    assertThat(Belonging.answer(WITHOUT, follows(SECOND, null))).isNull();
    assertThat(Belonging.answer(ClusterMap.NONE, follows(SECOND, ""))).isNull();
  }

  @Test
  void whoIsToldByWhatIsNewerBelievesIt() {
    ofSecond.heard(OF_TWO, new LeaderNews.Forgotten(SECOND.id(), CLUSTER, WITHOUT.version()));
    assertThat(ofSecond.isOver(OF_TWO)).isTrue();
  }

  @Test
  void whoHasJoinedSinceDoesNot() {
    ofSecond.heard(OF_TWO, new LeaderNews.Forgotten(SECOND.id(), CLUSTER, OF_ONE.version()));
    assertThat(ofSecond.isOver(OF_TWO)).isFalse();
  }

  @Test
  void whatIsSaidOfOthersOrElsewhereDoesNotCount() {
    long version = WITHOUT.version();
    ofSecond.heard(OF_TWO, new LeaderNews.Forgotten(FIRST.id(), CLUSTER, version));
    ofSecond.heard(OF_TWO, new LeaderNews.Forgotten(SECOND.id(), "d".repeat(40), version));
    assertThat(ofSecond.isOver(OF_TWO)).isFalse();
  }

  @Test
  void aMapWithoutItSaysSoUnlessItHasOnlyJustJoined() {
    assertThat(ofSecond.isOver(OF_ONE)).isFalse();
    assertThat(ofSecond.isOver(OF_TWO)).isFalse();
    assertThat(ofSecond.isOver(WITHOUT)).isTrue();
  }

  @Test
  void theFolderOfOneThatWasRemovedIsNotStartedAgain() throws IOException {
    ofSecond.save(OF_TWO);
    assertThat(entry().plan().known()).isEqualTo(OF_TWO);
    ofSecond.end(OF_TWO);
    assertThatThrownBy(this::entry)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(dir.toString())
        .hasMessageContaining("was removed from its cluster");
  }

  private ClusterEntry entry() throws IOException {
    ClusterSettings settings =
        ClusterSettings.from(
            ConfigFactory.parseString(
                    "slotwise.server { port = 7002, raft-port = " + SECOND.raftPort() + " }")
                .withFallback(ConfigFactory.defaultReference()));
    return ClusterEntry.of(settings, dir, SECOND.id(), "1");
  }
}
