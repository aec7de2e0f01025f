package io.slotwise.node.whole;

import io.slotwise.node.connection.CommandErrors;
import io.slotwise.node.connection.OwnerWait;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.AllKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Asks the leaders of shards, each once for all that it leads. Where a shard has no leader at the
 * moment, or another one than this node knows, it is asked for again until a failover should be
 * over; then everything has failed, for a part of an answer is none.
 */
final class ShardCalls {

  /** What is asked of every leader. */
  interface Question<T> {

    /** The command that another node is sent. */
    List<Bytes> words();

    /** The same, of keys of this node. */
    CompletionStage<T> here(AllKeys keys);

    /** What a reply to the command says; never an error. */
    T read(Reply reply);

    /** Whether it does no harm to have asked somebody who did not answer. */
    boolean isRead();
  }

  /** What one leader said of all of its shards. */
  record Answer<T>(List<Integer> shards, T value) {}

  private final ClusterAccess access;

  ShardCalls(ClusterAccess access) {
    this.access = access;
  }

  /** Any thread; completes on the event loop, or fails with a CommandError. */
  <T> CompletionStage<List<Answer<T>>> ask(List<Integer> shards, Question<T> question) {
    Gathering<T> gathering = new Gathering<>(question, shards.size());
    access.onLoop(() -> gathering.ask(shards));
    return gathering.result;
  }

  private final class Gathering<T> {

    private final Question<T> question;
    private final CompletableFuture<List<Answer<T>>> result = new CompletableFuture<>();
    private final List<Answer<T>> answers = new ArrayList<>();
    private int unansweredShards;
    private boolean waits;
    private long waitsSinceNanos;

    Gathering(Question<T> question, int shardCount) {
      this.question = question;
      this.unansweredShards = shardCount;
    }

    void ask(List<Integer> shards) {
      List<Integer> here = new ArrayList<>();
      List<Integer> nowhere = new ArrayList<>();
      Map<SlotOwners.Owner, List<Integer>> elsewhere = new LinkedHashMap<>();
      for (int shard : shards) {
        SlotOwners.Owner leader = access.leader(shard);
        if (access.isHere(shard)) {
          here.add(shard);
        } else if (leader == null) {
          nowhere.add(shard);
        } else {
          elsewhere.computeIfAbsent(leader, any -> new ArrayList<>()).add(shard);
        }
      }
      if (!here.isEmpty()) {
        askHere(here);
      }
      elsewhere.forEach(this::askThere);
      if (!nowhere.isEmpty()) {
        again(nowhere);
      }
    }

    private void askHere(List<Integer> shards) {
      question
          .here(access.here(shards))
          .whenComplete(
              (value, failure) ->
                  access.onLoop(
                      () -> {
                        if (failure == null) {
                          answered(shards, value);
                        } else {
                          failedHere(shards, failure);
                        }
                      }));
    }

    private void failedHere(List<Integer> shards, Throwable failure) {
      if (CommandErrors.in(failure).filter(error -> isNotServed(error.reply())).isPresent()) {
        again(shards);
      } else {
        result.completeExceptionally(failure);
      }
    }

    private void askThere(SlotOwners.Owner node, List<Integer> shards) {
      String numbers = shards.stream().map(String::valueOf).collect(Collectors.joining(","));
      Args request = Shares.request(Bytes.of(numbers), question.words());
      PeerCall.ask(access, node, request, () -> leads(node, shards))
          .whenComplete(
              (reply, failure) -> {
                if (failure == null) {
                  replied(shards, reply);
                } else {
                  failedThere(shards, failure);
                }
              });
    }

    private boolean leads(SlotOwners.Owner node, List<Integer> shards) {
      return access.isReachable(node)
          && shards.stream().allMatch(shard -> node.equals(access.leader(shard)));
    }

    private void replied(List<Integer> shards, Reply reply) {
      if (!(reply instanceof Reply.Error error)) {
        answered(shards, question.read(reply));
      } else if (isNotServed(error)) {
        again(shards);
      } else {
        fail(error);
      }
    }

    private void failedThere(List<Integer> shards, Throwable failure) {
      if (!(failure instanceof PeerCall.LostException lost)) {
        result.completeExceptionally(failure);
      } else if (question.isRead() || !lost.mayHaveBeenHeard()) {
        again(shards);
      } else {
        fail(
            Errors.err(
                "outcome unknown: a node that serves keys did not answer: "
                    + Errors.oneLine(lost.getMessage())));
      }
    }

    private void answered(List<Integer> shards, T value) {
      answers.add(new Answer<>(List.copyOf(shards), value));
      unansweredShards -= shards.size();
      if (unansweredShards == 0) {
        result.complete(Collections.unmodifiableList(answers));
      }
    }

    /** Nobody has carried it out for these. */
    private void again(List<Integer> shards) {
      if (!waits) {
        waits = true;
        waitsSinceNanos = access.nanoTime();
      }
      if (access.nanoTime() - waitsSinceNanos > OwnerWait.WAIT_NANOS_MAX) {
        fail(Errors.slotNotServed());
      } else if (!result.isDone()) {
        access.later(OwnerWait.LOOK_AGAIN_MS, () -> ask(shards));
      }
    }

    private void fail(Reply.Error error) {
      result.completeExceptionally(new CommandError(error));
    }
  }

  private static boolean isNotServed(Reply.Error error) {
    return error.code() == ErrorCode.CLUSTERDOWN;
  }
}
