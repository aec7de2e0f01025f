package io.slotwise.node.connection;

import static io.slotwise.sharding.api.CommandDef.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.CommandGroup;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a batch of requests gets from a connection to its replies: in order, here or elsewhere, at
 * once or later, and what is left when the client goes away meanwhile.
 */
class RequestExecutorTest {

  /** Two keys of one slot and one of another. */
  private static final String A = "{a}1";

  private static final String A_TOO = "{a}2";
  private static final String B = "{b}1";

  private static ActorTestKit actors;

  @TempDir Path dir;

  private final CompletableFuture<Reply> later = new CompletableFuture<>();
  private ExecutorBench bench;
  private ExecutorBench.Client client;

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
    bench = new ExecutorBench(dir, actors, moreCommands());
    bench.openSlotsOf(A, B);
    client = bench.connect();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private List<CommandDef> moreCommands() {
    return List.of(
        other("hello").onConnection((session, args) -> new Reply.Status("hello")),
        other("leave")
            .onConnection(
                (session, args) -> {
                  ((ClientSession) session).closeAfterReply();
                  return Replies.OK;
                }),
        other("odd")
            .onConnection(
                (session, args) -> {
                  throw new CommandError(Errors.syntax());
                }),
        other("broken")
            .onConnection(
                (session, args) -> {
                  throw new IllegalStateException("a defect");
                }),
        other("brokenkey")
            .keys(CommandDef.range(1, 1, 1, KeySpec.Access.RO))
            .onSlot(
                (keys, args) -> {
                  throw new IllegalStateException("a defect");
                }),
        other("atonce")
            .onNode((session, args) -> CompletableFuture.completedFuture(new Reply.Int(7))),
        other("later").onNode((session, args) -> later),
        other("oddnode")
            .onNode(
                (session, args) -> {
                  throw new CommandError(Errors.syntax());
                }),
        other("brokennode")
            .onNode(
                (session, args) -> {
                  throw new IllegalStateException("a defect");
                }));
  }

  private static CommandDef.Builder other(String name) {
    return command(name, CommandGroup.SERVER).arity(-1);
  }

  private String internalError(String command) {
    return "-ERR internal error while running '" + command + "', see the log";
  }

  @Test
  void repliesLeaveInTheOrderOfTheRequests() {
    RecordedReplies replies =
        client.send("hello", "set " + A + " 1", "get " + A, "incr " + B, "atonce", "get nokey{a}");
    assertThat(replies.events)
        .containsExactly("+hello", "+OK", "$1 1", ":1", ":7", "$-1", "(finished)");
    assertThat(bench.observed).containsExactly("hello", "set", "get", "incr", "atonce", "get");
    assertThat(bench.catalog.commandStats("get").calls()).isEqualTo(2);
  }

  @Test
  void aReplyWaitsForTheLogWhereItsRequestReadOrWrote() {
    assertThat(client.send("get " + A).dependsOn).isZero();
    long written = client.send("set " + A + " 1").dependsOn;
    assertThat(written).isEqualTo(bench.store.appendedPosition()).isPositive();
    assertThat(client.send("get " + A).dependsOn).isEqualTo(written);
  }

  @Test
  void aRefusedRequestIsAnsweredInItsPlaceAndTheRestRuns() {
    RecordedReplies replies = client.send("hello", "nope", "get", "odd", "set " + A + " 1");
    assertThat(replies.events)
        .containsExactly(
            "+hello",
            "-ERR unknown command 'nope', with args beginning with:",
            "-ERR wrong number of arguments for 'get' command",
            "-ERR syntax error",
            "+OK",
            "(finished)");
    assertThat(bench.observed).containsExactly("hello", "odd", "set");
    assertThat(bench.catalog.errorCounts()).containsEntry("ERR", 3L);
  }

  @Test
  void aDefectIsAnInternalErrorOfItsRequestOnly() {
    RecordedReplies replies =
        client.send("broken", "brokenkey " + A, "brokennode", "oddnode", "set " + A + " 1");
    assertThat(replies.events)
        .containsExactly(
            internalError("broken"),
            internalError("brokenkey"),
            internalError("brokennode"),
            "-ERR syntax error",
            "+OK",
            "(finished)");
  }

  @Test
  void neighboursOnASlotShareATurnWhereTheBatchIsLongEnough() {
    String[] three = {"set " + A + " 1", "incr " + A, "set " + A_TOO + " x"};
    client.send(three);
    assertThat(bench.loop.stats.singleSlotTurns.get()).isEqualTo(3);
    assertThat(bench.loop.stats.squashedTurns.get()).isZero();

    RecordedReplies replies = client.send(three[0], three[1], three[2], "get " + B, "get " + A);
    assertThat(replies.written()).containsExactly("+OK", ":2", "+OK", "$-1", "$1 2");
    assertThat(bench.loop.stats.singleSlotTurns.get()).isEqualTo(3 + 3);
    assertThat(bench.loop.stats.squashedTurns.get()).isEqualTo(1);
    assertThat(bench.loop.stats.squashedRequests.get()).isEqualTo(3);
    assertThat(bench.loop.stats.batches.get()).isEqualTo(2);
    assertThat(bench.loop.stats.requests.get()).isEqualTo(8);
  }

  @Test
  void squashingFollowsItsSetting() {
    String[] two = {"get " + A, "get " + A_TOO};
    bench.pipeline.setSquashing(PipelineSettings.Squashing.SLOT);
    client.send(two);
    assertThat(bench.loop.stats.squashedRequests.get()).isEqualTo(2);

    bench.pipeline.setSquashing(PipelineSettings.Squashing.OFF);
    client.send(two[0], two[1], two[0], two[1]);
    assertThat(bench.loop.stats.squashedRequests.get()).isEqualTo(2);
    assertThat(bench.loop.stats.singleSlotTurns.get()).isEqualTo(1 + 4);
  }

  @Test
  void aSharedTurnEndsBeforeARequestThatIsRefused() {
    RecordedReplies replies =
        client.send("set " + A + " 1", "get " + A, "get", "get " + A, "get " + A_TOO);
    assertThat(replies.written())
        .containsExactly(
            "+OK", "$1 1", "-ERR wrong number of arguments for 'get' command", "$1 1", "$-1");
    assertThat(bench.loop.stats.squashedTurns.get()).isEqualTo(2);
    bench.awaitFree(A);
  }

  @Test
  void aTurnThatSomebodyHasIsWaitedForThroughTheEntity() {
    bench.takeTurnOf(A);
    RecordedReplies replies = client.send("set " + B + " 1", "incr " + A, "get " + A, "get " + B);
    assertThat(replies.events).containsExactly("+OK", "(flush)");
    assertThat(bench.loop.stats.contendedTurns.get()).isEqualTo(1);

    bench.releaseTurnOf(A);
    client.connection.runPosted();
    assertThat(replies.events)
        .containsExactly("+OK", "(flush)", ":1", "$1 1", "$1 1", "(finished)");
    assertThat(bench.turns.grantedTurns()).isEqualTo(1);
    bench.awaitFree(A);
  }

  @Test
  void aGrantedTurnGoesBackWhenTheClientHasGone() {
    bench.takeTurnOf(A);
    RecordedReplies replies = client.send("incr " + A);
    client.executor.closed();
    bench.releaseTurnOf(A);
    client.connection.runPosted();
    assertThat(replies.events).containsExactly("(flush)");
    bench.awaitFree(A);
    assertThat(bench.connect().send("get " + A).written()).containsExactly("$-1");
  }

  @Test
  void aGrantedTurnGoesBackWhenTheLoopHasStopped() {
    bench.takeTurnOf(A);
    client.send("incr " + A);
    client.connection.stopLoop();
    bench.releaseTurnOf(A);
    bench.awaitFree(A);
  }

  @Test
  void aValueOnDiskIsReadOnADiskThreadWithTheRequestsBehindIt() {
    client.send("set " + A + " cold", "set " + B + " colder");
    coolDown();

    RecordedReplies replies = client.send("hello", "get " + A, "get " + B, "nope", "hello");
    assertThat(replies.events).containsExactly("+hello", "(flush)");
    assertThat(bench.loop.stats.diskReads.get()).isEqualTo(2);
    assertThat(bench.diskThreads).hasSize(1);

    bench.runDiskThread();
    assertThat(replies.written())
        .containsExactly(
            "+hello",
            "$4 cold",
            "$6 colder",
            "-ERR unknown command 'nope', with args beginning with:",
            "+hello");
    assertThat(replies.isFinished()).isTrue();
    assertThat(bench.observed).containsExactly("set", "set", "hello", "get", "get", "hello");
    assertThat(client.send("get " + A).events).containsExactly("$4 cold", "(finished)");
  }

  @Test
  void whatRanInASharedTurnBeforeAColdReadDoesNotRunAgain() {
    client.send("set " + A + " cold");
    coolDown();

    RecordedReplies replies =
        client.send("append " + A_TOO + " x", "append " + A_TOO + " y", "get " + A, "incr " + B);
    bench.runDiskThread();
    if (!bench.diskThreads.isEmpty()) {
      bench.runDiskThread();
    }
    assertThat(replies.written()).containsExactly(":1", ":2", "$4 cold", ":1");
  }

  @Test
  void aClientThatLeavesDuringADiskReadGetsNothingAndHoldsNothing() {
    client.send("set " + A + " cold");
    coolDown();
    RecordedReplies replies = client.send("get " + A, "incr " + B);
    client.executor.closed();
    bench.runDiskThread();
    assertThat(replies.events).containsExactly("(flush)");
    bench.awaitFree(A);
    bench.awaitFree(B);
  }

  /** From here on values are on disk only. */
  private void coolDown() {
    bench.fill();
    reopen("blocking-threads", 1);
  }

  private void reopen(String setting, Object value) {
    bench.reopen(setting, value);
    bench.openSlotsOf(A, B);
    client = bench.connect();
  }

  @Test
  void aRequestOnSeveralSlotsHoldsThemTogether() {
    assertThat(client.send("mset " + A + " 1 " + B + " 2", "mget " + A + " " + B).written())
        .containsExactly("+OK", "*2 $1 1 $1 2");
    assertThat(bench.loop.stats.multiSlotTurns.get()).isEqualTo(2);
    bench.awaitFree(A);
    bench.awaitFree(B);
  }

  @Test
  void aRequestOnSeveralSlotsOfWhichOneIsTakenWaitsOnADiskThread() {
    bench.takeTurnOf(B);
    RecordedReplies replies = client.send("mset " + A + " 1 " + B + " 2", "get " + A);
    assertThat(replies.events).containsExactly("(flush)");
    bench.awaitFree(A);
    bench.releaseTurnOf(B);
    bench.runDiskThread();
    assertThat(replies.written()).containsExactly("+OK", "$1 1");
    assertThat(bench.loop.stats.contendedTurns.get()).isEqualTo(1);
  }

  @Test
  void aCommandOnTheNodeIsWaitedForWithoutOvertaking() {
    RecordedReplies replies = client.send("hello", "later", "set " + A + " 1", "get " + A);
    assertThat(replies.events).containsExactly("+hello", "(flush)");
    assertThat(bench.connect().send("get " + A).written()).containsExactly("$-1");

    later.complete(Replies.OK);
    assertThat(replies.events)
        .containsExactly("+hello", "(flush)", "+OK", "+OK", "$1 1", "(finished)");
  }

  @Test
  void aCommandOnTheNodeThatIsDoneAtOnceNeedsNoFlush() {
    String[] many = new String[10_000];
    Arrays.fill(many, "atonce");
    RecordedReplies replies = client.send(many);
    assertThat(replies.events).hasSize(many.length + 1).doesNotContain("(flush)");
    assertThat(replies.isFinished()).isTrue();
  }

  @Test
  void aStageThatFailsSaysWhyIfTheCommandDoes() {
    RecordedReplies replies = client.send("later");
    later.completeExceptionally(new CompletionException(new CommandError(Errors.notInteger())));
    assertThat(replies.written()).containsExactly("-ERR value is not an integer or out of range");
    assertThat(client.send("later", "later").written()).hasSize(2);
  }

  @Test
  void aStageThatFailsByADefectIsAnInternalError() {
    later.completeExceptionally(new IllegalStateException("a defect"));
    assertThat(client.send("later").written()).containsExactly(internalError("later"));
  }

  @Test
  void aReplyOfTheNodeToAClientThatHasGoneIsDropped() {
    RecordedReplies replies = client.send("later", "set " + A + " 1");
    client.executor.closed();
    later.complete(Replies.OK);
    assertThat(replies.events).containsExactly("(flush)");
    assertThat(bench.connect().send("get " + A).written()).containsExactly("$-1");
  }

  @Test
  void requestsBehindTheEndOfAConnectionDoNotRun() {
    RecordedReplies replies = client.send("leave", "set " + A + " 1");
    assertThat(replies.events).containsExactly("+OK", "(close)", "(finished)");
    assertThat(bench.connect().send("get " + A).written()).containsExactly("$-1");
  }

  @Test
  void aPauseHoldsARequestAndThoseBehindIt() {
    bench.pause.pause(ClientPause.Mode.WRITE, 60_000);
    RecordedReplies replies =
        client.send("get " + A, "set " + A + " 1", "get " + A, "get " + A, "hello");
    assertThat(replies.events).containsExactly("$-1", "(flush)");
    bench.pause.resume();
    assertThat(replies.written()).containsExactly("$-1", "+OK", "$1 1", "$1 1", "+hello");
    assertThat(replies.isFinished()).isTrue();
  }

  @Test
  void writersThatTheDiskCannotFollowFinishLater() {
    reopen("dirty-soft-bytes", 1);
    reopen("dirty-hard-bytes", 100_000);
    RecordedReplies reading = client.send("get " + A);
    assertThat(reading.isFinished()).isTrue();
    assertThat(bench.delaysNanos()).isEmpty();

    RecordedReplies writing = client.send("set " + A + " 1", "get " + A);
    assertThat(writing.events).containsExactly("+OK", "$1 1");
    assertThat(bench.delaysNanos()).hasSize(1);
    assertThat(bench.delaysNanos().get(0)).isPositive();
    assertThat(bench.loop.stats.throttledBatches.get()).isEqualTo(1);

    bench.endDelays();
    assertThat(writing.isFinished()).isTrue();
    assertThat(client.send("get " + A).isFinished()).isTrue();
  }

  @Test
  void writersThatFindNoRoomFinishWhenThereIsSome() {
    reopen("dirty-soft-bytes", 1);
    reopen("dirty-hard-bytes", 2);
    RecordedReplies writing = client.send("set " + A + " 1");
    assertThat(writing.events).containsExactly("+OK");
    await()
        .pollInSameThread()
        .until(
            () -> {
              bench.endDelays();
              return writing.isFinished();
            });
    assertThat(bench.store.isFull()).isFalse();
  }

  @Test
  void aMonitorSeesARequestOnceItsReplyIsWritten() {
    ExecutorBench.Client watcher = bench.connect();
    bench.monitors.add(watcher.session);
    client.send("set " + A + " 1", "nope", "get " + A);
    assertThat(watcher.connection.pushed())
        .extracting(Object::toString)
        .satisfiesExactly(
            line -> assertThat(line).contains("\"set\" \"{a}1\" \"1\""),
            line -> assertThat(line).contains("\"get\" \"{a}1\""));
    watcher.executor.closed();
    client.send("get " + A);
    assertThat(watcher.connection.pushed()).hasSize(2);
  }

  @Test
  void aClientFromElsewhereIsTurnedAwayInProtectedMode() throws UnknownHostException {
    bench.settings.protectedMode = true;
    assertThat(client.connection.isOpen()).isTrue();
    FakeConnection stranger = new FakeConnection(99);
    stranger.setRemoteHost(InetAddress.getByName("192.0.2.7"));
    bench.connect(stranger);
    assertThat(stranger.isOpen()).isFalse();
    assertThat(stranger.pushed()).hasSize(1);
  }

  @Test
  void aBrowserIsCutOff() {
    RecordedReplies replies = client.send("POST / HTTP/1.1", "set " + A + " 1");
    assertThat(client.connection.isOpen()).isFalse();
    assertThat(replies.written()).doesNotContain("+OK");
  }
}
