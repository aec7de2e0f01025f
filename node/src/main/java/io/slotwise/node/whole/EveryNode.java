package io.slotwise.node.whole;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.CommandErrors;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Handler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Has every node do its part of a command: first the one that it came to, then, unless that settles
 * it, all others at once. Used on the client's event loop.
 */
final class EveryNode {

  /** A node that is there answers sooner. */
  static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

  private final ClusterAccess access;

  EveryNode(ClusterAccess access) {
    this.access = access;
  }

  CompletionStage<Reply> run(ClientSession client, Handler.OnEveryNode handler, Args args) {
    CompletableFuture<Reply> result = new CompletableFuture<>();
    handler
        .run(client, args)
        .exceptionallyCompose(
            failure ->
                CommandErrors.in(failure)
                    .map(error -> CompletableFuture.<Reply>completedFuture(error.reply()))
                    .orElseGet(() -> CompletableFuture.failedFuture(failure)))
        .whenComplete(
            (own, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              } else if (handler.isSettledBy(own)) {
                result.complete(own);
              } else {
                access.onLoop(() -> askOthers(handler, args, own, result));
              }
            });
    return result;
  }

  private void askOthers(
      Handler.OnEveryNode handler, Args args, Reply own, CompletableFuture<Reply> result) {
    Args request =
        Shares.request(
            ClusterExtent.NODE, IntStream.range(0, args.count()).mapToObj(args::get).toList());
    List<CompletableFuture<Reply>> replies =
        access.otherNodes().stream().map(node -> ask(node, request)).toList();
    CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (done, impossible) ->
                result.complete(
                    handler.merge(own, replies.stream().map(r -> r.getNow(null)).toList())));
  }

  /** Never fails: what another node does not answer is an error of its. */
  private CompletableFuture<Reply> ask(SlotOwners.Owner node, Args request) {
    long endNanos = access.nanoTime() + ANSWER_NANOS_MAX;
    CompletionStage<Reply> reply =
        access.isReachable(node)
            ? PeerCall.ask(
                access,
                node,
                request,
                () -> access.isReachable(node) && access.nanoTime() - endNanos < 0)
            : CompletableFuture.failedFuture(new CommandError(Errors.err("it is not there")));
    return reply.exceptionally(failure -> silent(node, failure)).toCompletableFuture();
  }

  private static Reply silent(SlotOwners.Owner node, Throwable failure) {
    Throwable cause = CommandErrors.cause(failure);
    return Errors.err(
        "node "
            + node.host()
            + ":"
            + node.port()
            + " did not answer: "
            + Errors.oneLine(String.valueOf(cause.getMessage())));
  }
}
