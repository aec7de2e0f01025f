package io.slotwise.node.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.pubsub.PubSub.Kind;
import io.slotwise.protocol.Bytes;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What other nodes have to send for a subscription, and what they need not. */
class TopicTest {

  private static Set<Topic> roaming(Kind kind, String name) {
    return Topic.of(kind, Bytes.of(name), true);
  }

  @Test
  void channelsWantMessagesAndTheirOwnKeyEvents() {
    assertThat(roaming(Kind.CHANNEL, "news")).containsExactly(Topic.MESSAGES);
    assertThat(roaming(Kind.CHANNEL, "__k")).containsExactly(Topic.MESSAGES);
    assertThat(roaming(Kind.CHANNEL, "__keyevent@0__:set"))
        .containsExactly(Topic.MESSAGES, Topic.KEY_EVENTS);
  }

  @Test
  void patternsWantKeyEventsWhereTheyCouldFit() {
    for (String pattern :
        new String[] {"*", "", "_?key*", "__key*__:x", "__keyspace@0__:\\*", "["}) {
      assertThat(roaming(Kind.PATTERN, pattern)).as(pattern).contains(Topic.KEY_EVENTS);
    }
    assertThat(roaming(Kind.PATTERN, "news.*")).containsExactly(Topic.MESSAGES);
    assertThat(roaming(Kind.PATTERN, "__kex*")).containsExactly(Topic.MESSAGES);
  }

  @Test
  void whoKnowsTheNodesIsToldOfEachNodeByThatNode() {
    Bytes events = Bytes.of("__keyevent@0__:set");
    assertThat(Topic.of(Kind.CHANNEL, events, false)).containsExactly(Topic.MESSAGES);
    assertThat(Topic.of(Kind.SHARD_CHANNEL, events, false)).isEmpty();
    assertThat(roaming(Kind.SHARD_CHANNEL, "news")).containsExactly(Topic.SHARD_MESSAGES);
  }

  @Test
  void namesAreFoundAgain() {
    for (Topic topic : Topic.values()) {
      assertThat(Topic.of(topic.word())).isEqualTo(topic);
    }
    assertThat(Topic.of("of-a-later-version")).isNull();
  }
}
