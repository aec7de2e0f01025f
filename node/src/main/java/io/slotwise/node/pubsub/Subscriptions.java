package io.slotwise.node.pubsub;

import io.slotwise.node.pubsub.PubSub.Kind;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
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

  Connection connection() {
    return connection;
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
  int confirmedCount(Kind kind) {
    return kind == Kind.SHARD_CHANNEL ? shardChannelCount : channelCount + patternCount;
  }

  /**
   * Tells the client of a subscription that has begun or ended, and how many it has now.
   *
   * @param what {@code subscribe} or {@code unsubscribe}
   * @param name of the channel or pattern, or a null where it had none to be ended
   */
  public void confirm(Kind kind, String what, Reply name) {
    connection.push(
        new Reply.Push(
            List.of(
                Replies.bulk(kind.letter() + what), name, Replies.integer(confirmedCount(kind)))));
  }

  /** Whether there are none of any kind. */
  public boolean isEmpty() {
    return channelCount + patternCount + shardChannelCount == 0;
  }

  /**
   * Subscribes, unless it has already.
   *
   * @param roams whether the client sees the cluster as one server; to any other a shard channel is
   *     where its shard is
   */
  public void add(PubSub pubSub, Kind kind, Bytes name, boolean roams) {
    Map<Bytes, Subscription> mine = byKind.computeIfAbsent(kind, any -> new LinkedHashMap<>());
    if (mine.containsKey(name)) {
      return;
    }
    Bytes kept = name.compact();
    Subscription subscription = new Subscription(this, roams, Topic.of(kind, kept, roams));
    mine.put(kept, subscription);
    setCount(kind, mine.size());
    pubSub.table(kind).join(kept, subscription);
    pubSub.interest().begin(subscription.topics());
    connection.setClientClass(ClientClass.PUBSUB);
  }

  /**
   * Ends a subscription.
   *
   * @return whether there was such a one
   */
  public boolean remove(PubSub pubSub, Kind kind, Bytes name) {
    Map<Bytes, Subscription> mine = byKind.getOrDefault(kind, Map.of());
    Subscription subscription = mine.get(name);
    if (subscription == null) {
      return false;
    }
    mine.remove(name);
    setCount(kind, mine.size());
    subscription.end();
    pubSub.table(kind).leave(name, subscription);
    pubSub.interest().end(subscription.topics());
    if (isEmpty()) {
      connection.setClientClass(ClientClass.NORMAL);
    }
    return true;
  }

  /** Ends a subscription for a reason that is not the client's, and tells it. */
  public void drop(PubSub pubSub, Kind kind, Bytes name) {
    if (remove(pubSub, kind, name)) {
      confirm(kind, "unsubscribe", Replies.bulk(name));
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
