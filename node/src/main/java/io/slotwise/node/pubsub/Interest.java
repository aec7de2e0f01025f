package io.slotwise.node.pubsub;

import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

/** How many subscriptions of this node need to hear of each topic from others. Any thread. */
public final class Interest {

  private final AtomicIntegerArray counts = new AtomicIntegerArray(Topic.values().length);
  private volatile Consumer<Topic> onFirst = topic -> {};

  /** From now on tells the listener when somebody wants to hear of a topic of which nobody did. */
  public void onFirst(Consumer<Topic> listener) {
    onFirst = listener;
  }

  /** Whether anybody wants to hear of the topic. */
  public boolean has(Topic topic) {
    return counts.get(topic.ordinal()) != 0;
  }

  void begin(Set<Topic> topics) {
    for (Topic topic : topics) {
      if (counts.getAndIncrement(topic.ordinal()) == 0) {
        onFirst.accept(topic);
      }
    }
  }

  void end(Set<Topic> topics) {
    topics.forEach(topic -> counts.decrementAndGet(topic.ordinal()));
  }
}
