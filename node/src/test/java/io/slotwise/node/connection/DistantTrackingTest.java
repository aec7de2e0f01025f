package io.slotwise.node.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.pubsub.LoopMails;
import io.slotwise.node.tracking.ClientTracking;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.node.tracking.TrackingMode;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.replication.SlotRange;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client is told of keys on other nodes and of who leads them, and when. */
class DistantTrackingTest {

  private static final int SHARDS = 2;
  private static final TrackingMode READS = mode(false);
  private static final Bytes CHANGED = Bytes.of(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n");
  private static final Reply KEY = told("k");
  private static final Reply EVERYTHING =
      new Reply.Push(List.of(ClientTracking.INVALIDATE, Replies.NIL));

  private final CommandCatalog catalog =
      new CommandCatalog(DataCommands.all(null, () -> Boolean.FALSE), 1);
  private final KeyTracking tracking = new KeyTracking(new LoopMails(1));
  private final FakeConnection connection = new FakeConnection(1);
  private final ClientSession session = new ClientSession(connection, true, 0);
  private final DistantTracking distant =
      new DistantTracking(new TwoShardsElsewhere(), tracking, session);

  @BeforeEach
  void wire() {
    connection.setRespVersion(3);
    session.tracking().setElsewhere(distant);
    session.setPeers(new PeerLinks(null, session, distant));
  }

  private static TrackingMode mode(boolean broadcast, String... prefixes) {
    Set<Bytes> set = Set.copyOf(List.of(prefixes).stream().map(Bytes::of).toList());
    return new TrackingMode(0, broadcast, false, false, false, set);
  }

  private static Reply told(String key) {
    return new Reply.Push(List.of(ClientTracking.INVALIDATE, Replies.array(Replies.bulk(key))));
  }

  private static int shardOf(String key) {
    return SlotRange.shardOf(Slots.of(Bytes.of(key)), SHARDS);
  }

  private void send(String... words) {
    CatalogEntry command = catalog.find(Bytes.of(words[0].toLowerCase(Locale.ROOT)));
    distant.sends(null, command, Args.of(words), Slots.of(Bytes.of(words[words.length - 1])));
  }

  private void readOnce(String key) {
    send("GET", key);
    distant.replied();
    session.tracking().replied();
    distant.passedOn();
  }

  @Test
  void aChangeThatComesBehindAReplyIsToldBehindIt() {
    tracking.start(session.tracking(), READS);
    send("GET", "k");
    distant.replied();
    distant.pushed(CHANGED);
    assertThat(connection.pushed()).isEmpty();
    session.tracking().replied();
    distant.passedOn();
    assertThat(connection.pushed()).containsExactly(KEY);
  }

  @Test
  void aChangeThatComesBeforeAReplyIsToldAtOnce() {
    tracking.start(session.tracking(), READS);
    send("GET", "k");
    distant.pushed(CHANGED);
    assertThat(connection.pushed()).containsExactly(KEY);
  }

  @Test
  void ofAShardWithANewLeaderTheKeysThatWereReadAreNamed() {
    tracking.start(session.tracking(), READS);
    readOnce("k");
    readOnce("other");
    distant.leaderChanged(shardOf("other"));
    assertThat(connection.pushed()).containsExactly(told("other"));
    distant.leaderChanged(shardOf("other"));
    assertThat(connection.pushed()).hasSize(1);
    distant.leaderChanged(shardOf("k"));
    assertThat(connection.pushed()).containsExactly(told("other"), KEY);
  }

  @Test
  void whatWasToldIsNotNamedAgain() {
    tracking.start(session.tracking(), READS);
    readOnce("k");
    distant.pushed(CHANGED);
    distant.leaderChanged(shardOf("k"));
    distant.lostSight(null);
    assertThat(connection.pushed()).containsExactly(KEY);
  }

  @Test
  void whatIsUnderWayMayBeOfTheLeaderBefore() {
    tracking.start(session.tracking(), READS);
    send("GET", "k");
    distant.leaderChanged(shardOf("k"));
    assertThat(connection.pushed()).containsExactly(KEY);
    distant.replied();
    session.tracking().replied();
    distant.passedOn();
    assertThat(connection.pushed()).containsExactly(KEY, KEY);
    distant.leaderChanged(shardOf("k"));
    assertThat(connection.pushed()).hasSize(2);
  }

  @Test
  void whatWasReadOverAConnectionThatIsGoneIsNamed() {
    tracking.start(session.tracking(), READS);
    readOnce("k");
    distant.lostSight(null);
    assertThat(connection.pushed()).containsExactly(KEY);
  }

  @Test
  void whoIsToldByPrefixesIsToldOfEveryNewLeader() {
    tracking.start(session.tracking(), mode(true, "k"));
    distant.leaderChanged(1);
    assertThat(connection.pushed()).containsExactly(EVERYTHING);
  }

  @Test
  void slotsThatTheNodeLeavesMatterToClientsOfRedisClusterWithPrefixes() {
    tracking.start(session.tracking(), mode(true, "k"));
    distant.left();
    assertThat(connection.pushed()).isEmpty();
    session.setFace(Face.CLUSTER);
    distant.leaderChanged(1);
    assertThat(connection.pushed()).isEmpty();
    distant.left();
    assertThat(connection.pushed()).containsExactly(EVERYTHING);
  }

  @Test
  void whoDoesNotTrackIsToldNothing() {
    readOnce("k");
    distant.pushed(CHANGED);
    distant.lostSight(null);
    distant.leaderChanged(shardOf("k"));
    assertThat(connection.pushed()).isEmpty();
  }

  @Test
  void otherNodesAreAskedForWhatTheyDoNotHave() {
    assertThat(words(null, READS)).isEqualTo("CLIENT TRACKING ON");
    assertThat(words(READS, new TrackingMode(7, false, true, false, true, Set.of())))
        .isEqualTo("CLIENT TRACKING ON OPTIN NOLOOP");
    assertThat(words(null, mode(true, ""))).isEqualTo("CLIENT TRACKING ON BCAST");
    assertThat(words(mode(true, "a"), mode(true, "a", "b")))
        .isEqualTo("CLIENT TRACKING ON BCAST PREFIX b");
    assertThat(words(mode(true, "a"), mode(true, "a", ""))).isEqualTo("CLIENT TRACKING ON BCAST");
  }

  private static String words(TrackingMode earlier, TrackingMode wanted) {
    Args args = DistantTracking.words(earlier, wanted);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < args.count(); i++) {
      text.append(i == 0 ? "" : " ").append(args.get(i).latin1());
    }
    return text.toString();
  }

  /** No node is known, and this one serves nothing. */
  private static final class TwoShardsElsewhere implements SlotOwners {

    @Override
    public boolean isClustered() {
      return true;
    }

    @Override
    public boolean serves(int slot) {
      return false;
    }

    @Override
    public boolean hasRight(int slot) {
      return false;
    }

    @Override
    public int shardOf(int slot) {
      return SlotRange.shardOf(slot, SHARDS);
    }

    @Override
    public List<SlotRange> shards() {
      return List.of(SlotRange.ofShard(0, SHARDS), SlotRange.ofShard(1, SHARDS));
    }

    @Override
    public Owner otherOwner(int slot) {
      return null;
    }

    @Override
    public List<Owner> otherNodes() {
      return List.of();
    }

    @Override
    public boolean isReachable(Owner node) {
      return false;
    }
  }
}
