package io.slotwise.sharding.log.raft;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * What nodes ask each other besides what Raft itself does, on the same connections. The first byte
 * says what kind of question it is.
 */
final class PeerQuestions {

  /** Answers questions of a kind. Must not wait on the calling thread. */
  @FunctionalInterface
  interface Answers {
    CompletableFuture<ByteString> answer(ByteString question);
  }

  private final Map<Byte, Answers> kinds = new HashMap<>();

  /** From now on questions of this kind are answered so. Not thread-safe: for the start. */
  void add(byte kind, Answers answers) {
    kinds.put(kind, answers);
  }

  CompletableFuture<ByteString> answer(ByteString question) {
    Answers answers = question.isEmpty() ? null : kinds.get(question.byteAt(0));
    return answers == null
        ? CompletableFuture.failedFuture(
            new IllegalArgumentException("a question that this release does not know"))
        : answers.answer(question);
  }
}
