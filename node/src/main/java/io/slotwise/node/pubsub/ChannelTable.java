package io.slotwise.node.pubsub;

import io.slotwise.protocol.Bytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Names of one kind (channels, patterns or shard channels) with those who subscribe to them. */
final class ChannelTable {

  private final ConcurrentHashMap<Bytes, Audience> audiences = new ConcurrentHashMap<>();
  private final int loops;

  ChannelTable(int loops) {
    this.loops = loops;
  }

  /**
   * @param name owns its bytes
   */
  void join(Bytes name, Subscription subscription) {
    audiences.compute(
        name,
        (same, known) -> {
          Audience audience = known == null ? new Audience(loops) : known;
          audience.join(subscription);
          return audience;
        });
  }

  /** To be called once the subscription has ended. */
  void leave(Bytes name, Subscription subscription) {
    audiences.computeIfPresent(
        name,
        (same, audience) -> {
          audience.leave(subscription);
          return audience.count() == 0 ? null : audience;
        });
  }

  /** Who listens to the name, or null. */
  Audience find(Bytes name) {
    return audiences.get(name);
  }

  /** A live view; every audience in it has had somebody in it. */
  Map<Bytes, Audience> all() {
    return audiences;
  }

  boolean isEmpty() {
    return audiences.isEmpty();
  }

  int size() {
    return audiences.size();
  }
}
