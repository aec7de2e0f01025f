package io.slotwise.node.pubsub;

import io.slotwise.node.pubsub.PubSub.Kind;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.Connection.ClientClass;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one client has subscribed to. Changed on its event loop; the counts may be read from
 * anywhere.
 */
public final class Subscriptions {

  private final Connection connection;
  private final Map<Kind, Map<Bytes, Subscription>> byKind = new EnumMap<>(Kind.class);
  private volatile int channelCount;
  private volatile int patternCount;
  private volatile int shardChannelCount;

  public Subscriptions(Connection connection) {
    this.connection = connection;
  }

  /** How many of the kind. */
  public int count(Kind kind) {
    return switch (kind) {
      case CHANNEL -> channelCount;
      case PATTERN -> patternCount;
      case SHARD_CHANNEL -> shardChannelCount;
    };
  }

  /** What a confirmation counts: channels and patterns together, shard channels apart. */
  public int confirmedCount(Kind kind) {
    return kind == Kind.SHARD_CHANNEL ? shardChannelCount : channelCount + patternCount;
  }

  /** Whether there are none of any kind. */
  public boolean isEmpty() {
    return channelCount + patternCount + shardChannelCount == 0;
  }

  /** Subscribes, unless it has already. */
  public void add(PubSub pubSub, Kind kind, Bytes name) {
    Map<Bytes, Subscription> mine = byKind.computeIfAbsent(kind, any -> new LinkedHashMap<>());
    if (mine.containsKey(name)) {
      return;
    }
    Bytes kept = name.compact();
    Subscription subscription = new Subscription(connection);
    mine.put(kept, subscription);
    setCount(kind, mine.size());
    pubSub.table(kind).join(kept, subscription);
    connection.setClientClass(ClientClass.PUBSUB);
  }

  /** Ends a subscription, if there is such a one. */
  public void remove(PubSub pubSub, Kind kind, Bytes name) {
    Map<Bytes, Subscription> mine = byKind.getOrDefault(kind, Map.of());
    Subscription subscription = mine.get(name);
    if (subscription == null) {
      return;
    }
    mine.remove(name);
    setCount(kind, mine.size());
    subscription.end();
    pubSub.table(kind).leave(name, subscription);
    if (isEmpty()) {
      connection.setClientClass(ClientClass.NORMAL);
    }
  }

  /** The names of the kind, in the order in which they were subscribed to. */
  public List<Bytes> names(Kind kind) {
    return List.copyOf(byKind.getOrDefault(kind, Map.of()).keySet());
  }

  /** Ends all of them without a word: RESET, or the client has gone. */
  public void clear(PubSub pubSub) {
    for (Kind kind : byKind.keySet()) {
      names(kind).forEach(name -> remove(pubSub, kind, name));
    }
  }

  private void setCount(Kind kind, int count) {
    switch (kind) {
      case CHANNEL -> channelCount = count;
      case PATTERN -> patternCount = count;
      case SHARD_CHANNEL -> shardChannelCount = count;
      default -> throw new IllegalArgumentException(kind.name());
    }
  }
}
