package io.slotwise.node.connection;

import io.slotwise.node.tracking.ClientTracking;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.node.tracking.TrackingMode;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.ReplyDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What one client tracks of that which other nodes serve. Each of its connections to them tracks as
 * the client does, so a node tells of a change over the same connection as it has sent what the
 * client has read, and behind it; here it is passed on in that order. Where that thread is broken
 * (the connection is gone, the node cannot be reached, the shard has another leader) the client is
 * told of all keys that it has read there; or that everything may have changed, where nobody knows
 * which these are.
 *
 * <p>Used on the client's event loop.
 */
final class DistantTracking implements ClientTracking.Elsewhere, PeerLink.Listener {

  private static final Args OFF = Args.of("CLIENT", "TRACKING", "OFF");

  /** How long CLIENT TRACKING waits for the other nodes at most. */
  private static final long BEGIN_MS_MAX = 1_000;

  private final ClientSession session;
  private final SlotOwners owners;
  private final KeyTracking tracking;
  private TrackingMode mode;

  /** What it may keep of that; null while it does not track. */
  private DistantReads reads;

  /** Whether the client does not know yet that it tracks. */
  private boolean beginning;

  /** Whether requests are on their way to other nodes, or their replies not passed on yet. */
  private boolean underWay;

  DistantTracking(SlotOwners owners, KeyTracking tracking, ClientSession session) {
    this.session = session;
    this.owners = owners;
    this.tracking = tracking;
  }

  @Override
  public void follow(TrackingMode newMode) {
    mode = newMode;
    if (mode == null) {
      reads = null;
    } else if (reads == null) {
      reads = new DistantReads(owners);
    }
    session.peers().open().forEach(this::follow);
    connectWhereBroadcast();
  }

  /**
   * Has what is read through a connection be tracked as the client tracks, before anything is read.
   */
  void follow(PeerLink link) {
    TrackingMode asked = mode;
    if (!Objects.equals(link.tracking(), asked)) {
      link.track(asked, asked == null ? OFF : words(link.tracking(), asked))
          .thenAccept(
              begun -> {
                if (begun && asked != null && asked.broadcast() && !beginning) {
                  // It may have missed something before.
                  tell(Replies.NIL);
                }
              });
    }
  }

  @Override
  public CompletionStage<Void> begun() {
    beginning = true;
    CompletableFuture<?>[] ofNodes =
        session.peers().open().stream()
            .map(PeerLink::trackingBegun)
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(ofNodes)
        .completeOnTimeout(null, BEGIN_MS_MAX, TimeUnit.MILLISECONDS)
        .thenRunAsync(() -> beginning = false, session.connection()::later);
  }

  /** Who wants to hear of keys that it has not read needs a connection to every node. */
  private void connectWhereBroadcast() {
    if (mode != null && mode.broadcast() && session.roams()) {
      owners.otherNodes().stream().filter(owners::isReachable).forEach(session.peers()::to);
    }
  }

  /**
   * CLIENT TRACKING for a connection that tracks in an earlier mode: what it has is not called off,
   * for a change in between would be told to nobody.
   *
   * @param earlier null for none
   */
  static Args words(TrackingMode earlier, TrackingMode wanted) {
    List<Bytes> words = new ArrayList<>();
    for (String word : new String[] {"CLIENT", "TRACKING", "ON"}) {
      words.add(Bytes.of(word));
    }
    addIf(wanted.broadcast(), words, "BCAST");
    addIf(wanted.optIn(), words, "OPTIN");
    addIf(wanted.optOut(), words, "OPTOUT");
    addIf(wanted.noLoop(), words, "NOLOOP");
    Set<Bytes> added = new HashSet<>(wanted.prefixes());
    if (earlier != null) {
      added.removeAll(earlier.prefixes());
    }
    added.remove(Bytes.EMPTY);
    for (Bytes prefix : added) {
      words.add(Bytes.of("PREFIX"));
      words.add(prefix);
    }
    return Args.of(words.toArray(Bytes[]::new));
  }

  private static void addIf(boolean set, List<Bytes> words, String word) {
    if (set) {
      words.add(Bytes.of(word));
    }
  }

  @Override
  public void keep() {
    owners.otherNodes().stream()
        .filter(node -> !owners.isReachable(node))
        .forEach(session.peers()::giveUp);
    connectWhereBroadcast();
  }

  /** The next request on a connection is the one that CLIENT CACHING is about. */
  void chooseCaching(PeerLink link) {
    if (mode != null && session.tracking().isCachingChosen()) {
      link.require(Args.of("CLIENT", "CACHING", mode.optIn() ? "YES" : "NO"));
    }
  }

  /** Whether the client tracks. */
  boolean isOn() {
    return mode != null;
  }

  /**
   * A request is about to be sent.
   *
   * @param slot one of those that it touches
   */
  void sends(PeerLink link, CatalogEntry command, Args args, int slot) {
    underWay = true;
    if (session.tracking().remembers()) {
      if (command.isExec()) {
        session.transaction().queued().forEach(q -> remember(link, q.command(), q.args(), slot));
      } else {
        remember(link, command, args, slot);
      }
    }
  }

  private void remember(PeerLink link, CatalogEntry command, Args args, int slot) {
    if (command.isScript()) {
      reads.addScript(slot);
    } else {
      ClientSession.keysRead(command, args).forEach(key -> reads.add(key, link));
    }
  }

  /** A reply has come, which is passed on when those before it are. */
  void replied() {
    session.tracking().hold();
  }

  /** All replies have been passed on: what was held back is told. */
  void passedOn() {
    underWay = false;
    if (reads != null) {
      reads.takeOvertaken().forEach(this::lost);
    }
    session.tracking().release();
  }

  @Override
  public void pushed(Bytes push) {
    if (ReplyDecoder.decode(push) instanceof Reply.Push message
        && message.elements().size() == 2
        && message.elements().get(0).equals(ClientTracking.INVALIDATE)) {
      Reply keys = message.elements().get(1);
      tell(keys);
      forget(keys);
    }
  }

  /** What is under way may be read again before the client hears of this: that stays. */
  private void forget(Reply keys) {
    if (reads == null || underWay) {
      return;
    }
    if (keys instanceof Reply.Array names) {
      names.elements().forEach(name -> reads.forget(((Reply.Bulk) name).bytes()));
    } else {
      reads.forgetAll();
    }
  }

  @Override
  public void lostSight(PeerLink link) {
    if (reads == null) {
      return;
    }
    List<Bytes> keys = reads.over(link);
    tell(keys);
    keys.forEach(reads::forget);
    if (mode.broadcast() || reads.hasScripts()) {
      tell(Replies.NIL);
    }
  }

  @Override
  public void leaderChanged(int shard) {
    if (mode != null && session.roams()) {
      if (underWay) {
        reads.overtake(shard);
      }
      lost(shard);
    }
  }

  private void lost(int shard) {
    tell(reads.of(shard));
    if (mode.broadcast() || reads.hasScripts(shard)) {
      tell(Replies.NIL);
    }
    if (!underWay) {
      reads.forget(shard);
    }
  }

  @Override
  public void left() {
    if (mode != null && mode.broadcast() && session.face() == Face.CLUSTER) {
      tell(Replies.NIL);
    }
  }

  private void tell(List<Bytes> keys) {
    if (!keys.isEmpty()) {
      tell(new Reply.Array(keys.stream().map(Replies::bulk).toList()));
    }
  }

  private void tell(Reply keys) {
    tracking.passOn(session.tracking(), keys);
  }
}
