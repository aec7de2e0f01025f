package io.slotwise.node.whole;

import io.slotwise.node.connection.PeerLink;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.resp.ReplyDecoder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One question to another node. A node that stands still says nothing, not even that it does: so it
 * is looked now and then whether it is still the one to ask.
 */
final class PeerCall implements PeerLink.Receiver {

  /** How often it is looked. */
  static final long WATCH_MS = 100;

  /** Who is not the one to ask any more still has so long to say so itself. */
  static final long GONE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  /** There is no reply. */
  static final class LostException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean sent;

    private LostException(String why, boolean sent) {
      super(why, null, false, false);
      this.sent = sent;
    }

    /** Whether the node may have done what it was asked. */
    boolean mayHaveBeenHeard() {
      return sent;
    }
  }

  private final ClusterAccess access;
  private final BooleanSupplier isTheOne;
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();
  private boolean gone;
  private long goneSinceNanos;

  private PeerCall(ClusterAccess access, BooleanSupplier isTheOne) {
    this.access = access;
    this.isTheOne = isTheOne;
  }

  /**
   * Asks, on the event loop.
   *
   * @param isTheOne whether to go on waiting for this node
   * @return completes on the event loop with what the node answers, an error or not; fails with a
   *     {@link LostException}
   */
  static CompletionStage<Reply> ask(
      ClusterAccess access, SlotOwners.Owner node, Args request, BooleanSupplier isTheOne) {
    PeerCall call = new PeerCall(access, isTheOne);
    access.ask(node, request, call);
    call.watch();
    return call.reply;
  }

  private void watch() {
    if (reply.isDone()) {
      return;
    }
    boolean wasGone = gone;
    gone = !isTheOne.getAsBoolean();
    if (gone && !wasGone) {
      goneSinceNanos = access.nanoTime();
    }
    if (gone && access.nanoTime() - goneSinceNanos > GONE_NANOS_MAX) {
      lost("it is not there any more, or another one has taken its place");
    } else {
      access.later(WATCH_MS, this::watch);
    }
  }

  @Override
  public void replied(Bytes encoded) {
    try {
      reply.complete(ReplyDecoder.decode(encoded));
    } catch (RuntimeException notUnderstood) {
      reply.completeExceptionally(notUnderstood);
    }
  }

  @Override
  public void notSent(String why) {
    reply.completeExceptionally(new LostException(why, false));
  }

  @Override
  public void lost(String why) {
    reply.completeExceptionally(new LostException(why, true));
  }
}
