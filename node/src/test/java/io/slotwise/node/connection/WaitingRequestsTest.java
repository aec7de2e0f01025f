package io.slotwise.node.connection;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that wait for a key: who is served, when, by what, and how a wait ends otherwise. */
class WaitingRequestsTest {

  private static final String A = "{a}1";
  private static final String A_TOO = "{a}2";
  private static final String B = "{b}1";

  private static ActorTestKit actors;

  @TempDir Path dir;

  private ExecutorBench bench;
  private ExecutorBench.Client first;
  private ExecutorBench.Client second;
  private ExecutorBench.Client pusher;

  @BeforeAll
  static void startActors() {
    actors = ActorTestKit.create();
  }

  @AfterAll
  static void stopActors() {
    actors.shutdownTestKit();
  }

  @BeforeEach
  void open() {
    bench = new ExecutorBench(dir, actors, List.of());
    bench.openSlotsOf(A, B);
    first = bench.connect();
    second = bench.connect();
    pusher = bench.connect();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static String pair(String key, String element) {
    return "*2 $" + key.length() + " " + key + " $1 " + element;
  }

  private void wake() {
    first.connection.runAllPosted();
    second.connection.runAllPosted();
  }

  @Test
  void whatIsThereIsTakenAtOnce() {
    pusher.send("rpush " + A + " x y");
    assertThat(first.send("blpop " + A + " 0").written()).containsExactly(pair(A, "x"));
    assertThat(first.session.blockade()).isNull();
  }

  @Test
  void theConnectionStopsUntilItIsServed() {
    RecordedReplies replies = first.send("llen " + A, "blpop " + A + " 0", "llen " + A);
    assertThat(replies.written()).containsExactly(":0");
    assertThat(replies.events).endsWith("(flush)");
    assertThat(replies.isFinished()).isFalse();
    assertThat(first.executor.isBlocked()).isTrue();
    assertThat(pusher.send("rpush " + A + " x y").written()).containsExactly(":2");
    wake();
    assertThat(replies.written()).containsExactly(":0", pair(A, "x"), ":1");
    assertThat(replies.isFinished()).isTrue();
    assertThat(first.executor.isBlocked()).isFalse();
  }

  @Test
  void whoCameFirstIsServedFirst() {
    RecordedReplies one = first.send("blpop " + A + " 0");
    RecordedReplies two = second.send("brpop " + A_TOO + " " + A + " 0");
    pusher.send("rpush " + A + " x y z");
    wake();
    assertThat(one.written()).containsExactly(pair(A, "x"));
    assertThat(two.written()).containsExactly(pair(A, "z"));
    assertThat(pusher.send("llen " + A).written()).containsExactly(":1");
  }

  @Test
  void aKeyOfAnotherTypeServesNobody() {
    RecordedReplies replies = first.send("blpop " + A + " 0");
    pusher.send("set " + A + " x");
    wake();
    assertThat(replies.written()).isEmpty();
    pusher.send("del " + A, "rpush " + A + " y");
    wake();
    assertThat(replies.written()).containsExactly(pair(A, "y"));
  }

  @Test
  void aWaiterOfSeveralSlotsIsServedByOneOfThem() {
    RecordedReplies replies = first.send("blpop " + A + " " + B + " 0");
    pusher.send("rpush " + B + " x", "rpush " + A + " y");
    wake();
    assertThat(replies.written()).containsExactly(pair(B, "x"));
    assertThat(pusher.send("llen " + A).written()).containsExactly(":1");
  }

  @Test
  void whatServingMovesServesTheNext() {
    RecordedReplies moved = first.send("blmove " + A + " " + A_TOO + " left right 0");
    RecordedReplies popped = second.send("blpop " + A_TOO + " 0");
    pusher.send("rpush " + A + " x");
    wake();
    assertThat(moved.written()).containsExactly("$1 x");
    assertThat(popped.written()).containsExactly(pair(A_TOO, "x"));
  }

  @Test
  void aDestinationInAnotherSlotIsTakenAlong() {
    RecordedReplies moved = first.send("blmove " + A + " " + B + " left right 0");
    RecordedReplies popped = second.send("blpop " + B + " 0");
    pusher.send("rpush " + A + " x");
    wake();
    assertThat(moved.written()).containsExactly("$1 x");
    assertThat(popped.written()).containsExactly(pair(B, "x"));
    bench.awaitFree(A);
    bench.awaitFree(B);
  }

  @Test
  void aDestinationWhoseSlotIsBusyIsWaitedForByADiskThread() {
    RecordedReplies moved = first.send("blmove " + A + " " + B + " left right 0");
    RecordedReplies behind = second.send("blpop " + A + " 0");
    bench.takeTurnOf(B);
    pusher.send("rpush " + A + " x y");
    wake();
    assertThat(moved.written()).isEmpty();
    assertThat(behind.written()).isEmpty();
    bench.releaseTurnOf(B);
    bench.runDiskThread();
    wake();
    assertThat(moved.written()).containsExactly("$1 x");
    assertThat(behind.written()).containsExactly(pair(A, "y"));
    bench.awaitFree(A);
    bench.awaitFree(B);
  }

  @Test
  void anErrorOfTheDestinationIsTheReplyAndTakesNothing() {
    pusher.send("set " + A_TOO + " string");
    RecordedReplies moved = first.send("blmove " + A + " " + A_TOO + " left right 0");
    pusher.send("rpush " + A + " x");
    wake();
    assertThat(moved.written().get(0)).startsWith("-WRONGTYPE");
    assertThat(pusher.send("llen " + A).written()).containsExactly(":1");
  }

  @Test
  void timeoutsAndUnblockingEndAWaitOnce() {
    RecordedReplies replies = first.send("blpop " + A + " 1.5");
    assertThat(bench.delaysNanos()).containsExactly(1_500_000_000L);
    bench.endDelays();
    wake();
    assertThat(replies.written()).containsExactly("*-1");
    RecordedReplies again = first.send("blpop " + A + " 0");
    assertThat(first.session.blockade().endWithError()).isTrue();
    wake();
    assertThat(again.written().get(0)).startsWith("-UNBLOCKED ");
    pusher.send("rpush " + A + " x");
    assertThat(pusher.send("llen " + A).written()).containsExactly(":1");
  }

  @Test
  void whoHasGoneTakesNothing() {
    first.send("blpop " + A + " " + A_TOO + " 0");
    first.executor.closed();
    RecordedReplies replies = second.send("blpop " + A + " 0");
    pusher.send("rpush " + A + " x");
    wake();
    assertThat(replies.written()).containsExactly(pair(A, "x"));
  }
}
