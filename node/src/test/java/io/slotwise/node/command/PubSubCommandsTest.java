package io.slotwise.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.FakeConnection;
import io.slotwise.node.connection.GatheredHandler;
import io.slotwise.node.pubsub.Broadcast;
import io.slotwise.node.pubsub.LoopMails;
import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.pubsub.PubSub.Kind;
import io.slotwise.node.pubsub.Subscriptions;
import io.slotwise.node.pubsub.Topic;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** PUBSUB's answers of several nodes are put together to one. */
class PubSubCommandsTest {

  private final PubSub pubSub = new PubSub(new LoopMails(1), 1);
  private final Subscriptions subscriber = new Subscriptions(new FakeConnection(1));
  private final List<Args> asked = new ArrayList<>();
  private final List<Reply> theirs = new ArrayList<>();

  private final Broadcast others =
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
          return true;
        }

        @Override
        public CompletionStage<List<Reply>> ask(Args request) {
          asked.add(request);
          return CompletableFuture.completedFuture(List.copyOf(theirs));
        }
      };

  private Reply gathered(String... words) {
    Args args = Args.of(words);
    CommandDef pubsub =
        new PubSubCommands(pubSub, others, slot -> true)
            .all().stream()
                .filter(def -> def.spec().name().equals("pubsub"))
                .findFirst()
                .orElseThrow();
    String name = "pubsub|" + words[1].toLowerCase(Locale.ROOT);
    GatheredHandler handler =
        (GatheredHandler)
            pubsub.subcommands().stream()
                .filter(def -> def.spec().name().equals(name))
                .findFirst()
                .orElseThrow()
                .handler();
    assertThat(handler.concernsOthers(args)).isTrue();
    return handler.gather(null, args).toCompletableFuture().join();
  }

  private static Reply array(Reply... elements) {
    return new Reply.Array(List.of(elements));
  }

  private static Reply bulk(String text) {
    return Replies.bulk(Bytes.of(text));
  }

  @Test
  void aChannelOfSeveralNodesIsNamedOnce() {
    subscriber.add(pubSub, Kind.CHANNEL, Bytes.of("a"), true);
    theirs.add(array(bulk("b"), bulk("a")));
    theirs.add(array(bulk("c"), bulk("b")));
    assertThat(gathered("PUBSUB", "CHANNELS")).isEqualTo(array(bulk("a"), bulk("b"), bulk("c")));
  }

  @Test
  void subscribersOfAllNodesAreCounted() {
    subscriber.add(pubSub, Kind.SHARD_CHANNEL, Bytes.of("a"), true);
    theirs.add(array(bulk("a"), Replies.integer(2), bulk("b"), Replies.integer(1)));
    theirs.add(array(bulk("a"), Replies.integer(0), bulk("b"), Replies.integer(4)));
    assertThat(gathered("PUBSUB", "SHARDNUMSUB", "a", "b"))
        .isEqualTo(array(bulk("a"), Replies.integer(3), bulk("b"), Replies.integer(5)));
  }

  @Test
  void whoAnswersWithAnErrorIsLeftOut() {
    subscriber.add(pubSub, Kind.PATTERN, Bytes.of("a*"), true);
    theirs.add(Replies.integer(2));
    theirs.add(Errors.err("no"));
    assertThat(gathered("PUBSUB", "NUMPAT")).isEqualTo(Replies.integer(3));
  }

  @Test
  void aWrongQuestionIsPutToNobody() {
    assertThat(gathered("PUBSUB", "CHANNELS", "a", "b")).isInstanceOf(Reply.Error.class);
    assertThat(asked).isEmpty();
  }
}
