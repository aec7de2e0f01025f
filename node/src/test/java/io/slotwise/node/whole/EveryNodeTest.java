package io.slotwise.node.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A command that three nodes do their part of, of whom some may be silent. */
class EveryNodeTest {

  private static final Args REQUEST = Args.of("SCRIPT", "FLUSH", "SYNC");

  private final FakeShards nodes = new FakeShards(FakeShards.SELF, 1, 2);

  /** Collects what all say; an error of its own settles everything. */
  private record Collecting(Reply own) implements Handler.OnEveryNode {

    @Override
    public CompletionStage<Reply> run(Session session, Args args) {
      return CompletableFuture.completedFuture(own);
    }

    @Override
    public boolean isSettledBy(Reply reply) {
      return reply instanceof Reply.Error;
    }

    @Override
    public Reply merge(Reply reply, List<Reply> others) {
      List<Reply> all = new ArrayList<>(List.of(reply));
      all.addAll(others);
      return new Reply.Array(all);
    }
  }

  @BeforeEach
  void answer() {
    nodes.shares.put(1, Replies.bulk("one"));
    nodes.shares.put(2, Replies.bulk("two"));
  }

  private Reply run(Reply own) {
    return nodes.await(new EveryNode(nodes).run(null, new Collecting(own), REQUEST));
  }

  private List<Reply> collected() {
    return ((Reply.Array) run(Replies.OK)).elements();
  }

  @Test
  void everyOtherNodeIsAskedForItsPart() {
    assertThat(collected()).containsExactly(Replies.OK, Replies.bulk("one"), Replies.bulk("two"));
    assertThat(nodes.asked)
        .containsExactly(
            "1: CLUSTER SHARE - SCRIPT FLUSH SYNC", "2: CLUSTER SHARE - SCRIPT FLUSH SYNC");
  }

  @Test
  void nobodyIsAskedWhereTheFirstSettlesIt() {
    assertThat(run(Errors.syntax())).isEqualTo(Errors.syntax());
    assertThat(nodes.asked).isEmpty();
  }

  @Test
  void whoIsNotThereIsAnError() {
    nodes.remove(2);
    assertThat(collected().get(2))
        .isEqualTo(Errors.err("node host:2 did not answer: it is not there"));
    assertThat(nodes.nowMs()).isZero();
  }

  @Test
  void whoSaysNothingIsAnErrorAfterAWhile() {
    nodes.silence(1);
    assertThat(collected().get(1)).isInstanceOf(Reply.Error.class);
    assertThat(nodes.nowMs()).isBetween(5_000L, 7_000L);
  }

  @Test
  void anErrorOfAnotherNodeIsItsPart() {
    nodes.shares.put(1, Errors.syntax());
    assertThat(collected()).containsExactly(Replies.OK, Errors.syntax(), Replies.bulk("two"));
  }
}
