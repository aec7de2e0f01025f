package io.slotwise.node.pubsub;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The way of a message to the subscribers of other nodes, and of questions about them. Any thread;
 * nothing here waits.
 */
public interface Broadcast {

  /** Whether a message to the channel would be sent anywhere at present. */
  boolean reaches(Topic topic, Bytes channel);

  /**
   * Sends a message; to each node in the order of calls.
   *
   * @param dependsOn the log position that the message tells of, or 0: it is not sent before the
   *     log is durable there
   */
  void send(Topic topic, Bytes channel, Bytes message, long dependsOn);

  /**
   * The same for who wants to know how many subscriptions it reaches.
   *
   * @return how many there are on the nodes that have answered soon enough; never fails
   */
  CompletionStage<Long> sendAndCount(Topic topic, Bytes channel, Bytes message);

  /** Whether there is any other node to be asked. */
  boolean hasOthers();

  /**
   * Has a request that concerns a node alone run by the others.
   *
   * @return what those say that answer soon enough; never fails
   */
  CompletionStage<List<Reply>> ask(Args request);

  /** There are no other nodes. */
  Broadcast NONE =
      new Broadcast() {
        @Override
        public boolean reaches(Topic topic, Bytes channel) {
          return false;
        }

        @Override
        public void send(Topic topic, Bytes channel, Bytes message, long dependsOn) {}

        @Override
        public CompletionStage<Long> sendAndCount(Topic topic, Bytes channel, Bytes message) {
          return CompletableFuture.completedFuture(0L);
        }

        @Override
        public boolean hasOthers() {
          return false;
        }

        @Override
        public CompletionStage<List<Reply>> ask(Args request) {
          return CompletableFuture.completedFuture(List.of());
        }
      };
}
