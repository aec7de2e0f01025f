package io.slotwise.node.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.FakeConnection;
import io.slotwise.node.pubsub.LoopMails;
import io.slotwise.node.pubsub.Subscriptions;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client that keeps what it reads is told, and when. */
class KeyTrackingTest {

  private static final TrackingMode READS =
      new TrackingMode(0, false, false, false, false, Set.of());
  private static final TrackingMode ALL_KEYS =
      new TrackingMode(0, true, false, false, false, Set.of(Bytes.EMPTY));
  private static final Bytes A = Bytes.of("a");
  private static final Bytes B = Bytes.of("b");

  private final KeyTracking tracking = new KeyTracking(new LoopMails(1));
  private final FakeConnection connection = new FakeConnection(1);
  private final ClientTracking client =
      new ClientTracking(connection, new Subscriptions(connection));

  @BeforeEach
  void speakResp3() {
    connection.setRespVersion(3);
  }

  private void read(Bytes... keys) {
    for (Bytes key : keys) {
      tracking.remember(client, key);
    }
    client.replied();
  }

  private void changed(Bytes... keys) {
    tracking.invalidate(null, List.of(keys), 0);
  }

  private static Reply told(Bytes... keys) {
    return push(new Reply.Array(List.of(keys).stream().map(Replies::bulk).toList()));
  }

  private static Reply push(Reply keys) {
    return new Reply.Push(List.of(ClientTracking.INVALIDATE, keys));
  }

  @Test
  void aKeyThatWasReadIsToldOnce() {
    tracking.start(client, READS);
    read(A);
    changed(A, B);
    changed(A);
    assertThat(connection.pushed()).containsExactly(told(A));
  }

  @Test
  void nothingIsToldBeforeTheRepliesThatAreUnderWay() {
    tracking.start(client, READS);
    read(A, B);
    client.hold();
    changed(A);
    changed(B);
    assertThat(connection.pushed()).isEmpty();
    client.release();
    assertThat(connection.pushed()).containsExactly(told(A), told(B));
  }

  @Test
  void whoDoesNotTrackHoldsNothingBack() {
    client.hold();
    tracking.start(client, READS);
    read(A);
    changed(A);
    assertThat(connection.pushed()).containsExactly(told(A));
  }

  @Test
  void everythingStandsForWhatWasHeldBackBefore() {
    tracking.start(client, READS);
    read(A);
    client.hold();
    changed(A);
    tracking.invalidateAll(0);
    tracking.invalidateAll(0);
    client.release();
    assertThat(connection.pushed()).containsExactly(push(Replies.NIL));
  }

  @Test
  void whoHasForgottenEverythingIsToldNothingBeforeItsNextReply() {
    tracking.start(client, READS);
    read(A, B);
    tracking.invalidateAll(0);
    tracking.passOn(client, Replies.NIL);
    tracking.passOn(client, Replies.array(Replies.bulk(B)));
    assertThat(connection.pushed()).containsExactly(push(Replies.NIL));
    client.replied();
    tracking.passOn(client, Replies.NIL);
    assertThat(connection.pushed()).hasSize(2);
  }

  @Test
  void whoIsToldByPrefixesMayHaveReadElsewhereAndIsToldEachTime() {
    tracking.start(client, ALL_KEYS);
    tracking.invalidateAll(0);
    tracking.passOn(client, Replies.NIL);
    changed(B);
    assertThat(connection.pushed()).containsExactly(push(Replies.NIL), push(Replies.NIL), told(B));
  }

  @Test
  void ofSlotsThatAreLeftExactlyTheKeysThatWereReadAreNamed() {
    tracking.start(client, READS);
    read(A, B);
    tracking.leave(Slots.of(A), Slots.of(A));
    assertThat(connection.pushed()).containsExactly(told(A));
    changed(A);
    changed(B);
    assertThat(connection.pushed()).containsExactly(told(A), told(B));
  }

  @Test
  void itsOwnChangeIsToldBehindTheReplyUnlessItWantsNone() {
    tracking.start(client, READS);
    read(A);
    tracking.invalidate(client, List.of(A), 0);
    assertThat(connection.pushed()).isEmpty();
    client.replied();
    assertThat(connection.pushed()).containsExactly(told(A));
    tracking.start(client, new TrackingMode(0, false, false, false, true, Set.of()));
    read(A);
    tracking.invalidate(client, List.of(A), 0);
    client.replied();
    assertThat(connection.pushed()).hasSize(1);
  }
}
