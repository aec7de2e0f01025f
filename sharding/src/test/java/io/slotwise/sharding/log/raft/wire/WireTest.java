package io.slotwise.sharding.log.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes' wires, and what can lie between them. */
class WireTest {

  private static final long AT_MOST_MS = 20_000;
  private static final RaftPeerId PEER = RaftPeerId.valueOf("peer");
  private static final ByteString QUESTION = ByteString.copyFromUtf8("how are you?");

  private final ExecutorService worker = Executors.newCachedThreadPool();
  private final List<Wire> wires = new ArrayList<>();

  @AfterEach
  void close() {
    wires.forEach(Wire::close);
    worker.shutdown();
  }

  private Wire wire(String cluster, String node) {
    Wire wire = new Wire(cluster, node, null, worker);
    wires.add(wire);
    return wire;
  }

  private int listen(String cluster, String node, Wire.Service service) throws IOException {
    return wire(cluster, node).listen("127.0.0.1", 0, service).getPort();
  }

  private Wire dialling(int port) {
    Wire wire = wire("cluster", "self");
    know(wire, port);
    return wire;
  }

  private static void know(Wire wire, int port) {
    wire.know(PEER, "127.0.0.1:" + port);
  }

  private static ByteString get(CompletableFuture<ByteString> answer) throws Exception {
    return answer.get(60, TimeUnit.SECONDS);
  }

  private static void failsWith(CompletableFuture<ByteString> answer, String why) {
    assertThatThrownBy(() -> get(answer))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aQuestionIsAnswered() throws Exception {
    Wire wire = dialling(listen("cluster", "peer", request -> request.answer(request.body())));
    assertThat(get(wire.ask(PEER, QUESTION, AT_MOST_MS))).isEqualTo(QUESTION);
    ByteString large = ByteString.copyFrom(new byte[3_000_000]);
    assertThat(get(wire.ask(PEER, large, AT_MOST_MS))).isEqualTo(large);
  }

  @Test
  void aRefusalSaysWhy() throws Exception {
    Wire.Service refusing = request -> request.refuse(new IllegalStateException("not today"));
    Wire wire = dialling(listen("cluster", "peer", refusing));
    failsWith(wire.ask(PEER, QUESTION, AT_MOST_MS), "not today");
  }

  @Test
  void answersComeInAnyOrder() throws Exception {
    List<Request> held = new ArrayList<>();
    Wire.Service lastFirst =
        request -> {
          held.add(0, request);
          if (held.size() == 3) {
            held.forEach(each -> each.answer(each.body()));
          }
        };
    Wire wire = dialling(listen("cluster", "peer", lastFirst));
    List<CompletableFuture<ByteString>> answers = new ArrayList<>();
    for (String question : List.of("a", "b", "c")) {
      answers.add(wire.ask(PEER, ByteString.copyFromUtf8(question), AT_MOST_MS));
    }
    assertThat(get(answers.get(0)).toStringUtf8()).isEqualTo("a");
    assertThat(get(answers.get(1)).toStringUtf8()).isEqualTo("b");
    assertThat(get(answers.get(2)).toStringUtf8()).isEqualTo("c");
  }

  @Test
  void whoMeansAnotherNodeOrClusterIsNotHeard() throws Exception {
    Wire.Service served = request -> request.answer(request.body());
    failsWith(
        dialling(listen("another", "peer", served)).ask(PEER, QUESTION, AT_MOST_MS), "closed");
    failsWith(
        dialling(listen("cluster", "somebody", served)).ask(PEER, QUESTION, AT_MOST_MS), "closed");
  }

  @Test
  void whoIsNotThereOrNotKnownIsSaid() throws Exception {
    Wire wire = wire("cluster", "self");
    failsWith(wire.ask(PEER, QUESTION, AT_MOST_MS), "not known where node peer is");
    try (ServerSocket free = new ServerSocket(0)) {
      know(wire, free.getLocalPort());
    }
    failsWith(wire.ask(PEER, QUESTION, AT_MOST_MS), "cannot connect");
    failsWith(wire.ask(PEER, QUESTION, AT_MOST_MS), "cannot connect");
    know(wire, listen("cluster", "peer", request -> request.answer(request.body())));
    ByteString answer = null;
    while (answer == null) {
      answer = wire.ask(PEER, QUESTION, AT_MOST_MS).exceptionally(knocksAgainLater -> null).get();
    }
    assertThat(answer).isEqualTo(QUESTION);
  }

  @Test
  void aLateAnswerIsAFailure() throws Exception {
    Wire wire = dialling(listen("cluster", "peer", request -> {}));
    failsWith(wire.ask(PEER, QUESTION, 50), "no answer in time");
  }

  /** A network that swallows everything, or a process that stands still. */
  @Test
  void aConnectionOnWhichNothingIsHeardIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Wire wire = dialling(silent.getLocalPort());
      failsWith(wire.ask(PEER, QUESTION, AT_MOST_MS), "nothing was heard");
    }
  }

  /** Answers that take long do not look like silence: the other side says that it is there. */
  @Test
  void whoThinksForLongIsWaitedFor() throws Exception {
    Wire.Service slow =
        request ->
            CompletableFuture.delayedExecutor(4, TimeUnit.SECONDS)
                .execute(() -> request.answer(request.body()));
    Wire wire = dialling(listen("cluster", "peer", slow));
    assertThat(get(wire.ask(PEER, QUESTION, AT_MOST_MS))).isEqualTo(QUESTION);
  }

  @Test
  void whoStopsAnswersNobody() throws Exception {
    CompletableFuture<ByteString> heard = new CompletableFuture<>();
    Wire wire = dialling(listen("cluster", "peer", request -> heard.complete(request.body())));
    CompletableFuture<ByteString> asked = wire.ask(PEER, QUESTION, AT_MOST_MS);
    assertThat(get(heard)).isEqualTo(QUESTION);
    wires.remove(wire);
    wire.close();
    failsWith(asked, PeerCalls.STOPPED);
    failsWith(wire.ask(PEER, QUESTION, AT_MOST_MS), PeerCalls.STOPPED);
  }
}
