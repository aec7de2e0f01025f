package io.slotwise.node.peers;

import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The answers to one question that several nodes were asked. Any thread. */
final class PeerAnswers {

  private final CompletableFuture<List<Bytes>> all = new CompletableFuture<>();
  private final List<Bytes> given = new ArrayList<>();
  private final List<Answer> open = new ArrayList<>();
  private int missing;

  /**
   * @param count of nodes that are asked
   */
  PeerAnswers(int count) {
    this.missing = count;
  }

  /** One node's. */
  final class Answer implements Letter.Receiver {
    private final Peer peer;
    private boolean settled;

    private Answer(Peer peer) {
      this.peer = peer;
    }

    @Override
    public void replied(Bytes reply) {
      peer.setLate(false);
      settle(this, reply);
    }

    @Override
    public void lost() {
      settle(this, null);
    }

    /** It is waited for no longer. */
    void giveUp() {
      settle(this, null);
    }
  }

  synchronized Answer of(Peer peer) {
    Answer answer = new Answer(peer);
    open.add(answer);
    return answer;
  }

  /** Completes when none is missing any more, with those that were given. */
  CompletableFuture<List<Bytes>> all() {
    return all;
  }

  /** The time is up. */
  void giveUp() {
    List<Answer> late;
    synchronized (this) {
      late = open.stream().filter(answer -> !answer.settled).toList();
    }
    for (Answer answer : late) {
      answer.peer.setLate(true);
      settle(answer, null);
    }
  }

  private void settle(Answer answer, Bytes reply) {
    boolean done;
    synchronized (this) {
      if (answer.settled) {
        return;
      }
      answer.settled = true;
      if (reply != null) {
        given.add(reply);
      }
      done = --missing == 0;
    }
    if (done) {
      all.complete(List.copyOf(given));
    }
  }
}
