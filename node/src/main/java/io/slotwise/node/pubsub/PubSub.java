package io.slotwise.node.pubsub;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Glob;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.stream.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Channels, patterns and shard channels of the node with those who subscribe to them, and the way
 * of a message to them. Usable from any thread.
 *
 * <p>Messages of one publisher reach each subscriber in their order. A message costs one hop for
 * each other event loop that has subscribers, less in a burst; the subscribers of a loop share one
 * message.
 */
public final class PubSub {

  private static final Reply MESSAGE = Replies.bulk("message");
  private static final Reply PATTERN_MESSAGE = Replies.bulk("pmessage");
  private static final Reply SHARD_MESSAGE = Replies.bulk("smessage");

  /** What can be subscribed to. */
  public enum Kind {
    CHANNEL(""),
    PATTERN("p"),
    SHARD_CHANNEL("s");

    private final String letter;

    Kind(String letter) {
      this.letter = letter;
    }

    /** What stands in front of {@code subscribe} for this kind. */
    String letter() {
      return letter;
    }
  }

  private final LoopMails mails;
  private final ChannelTable channels;
  private final ChannelTable patterns;
  private final ChannelTable shardChannels;
  private final Interest interest = new Interest();

  public PubSub(LoopMails mails, int loops) {
    this.mails = mails;
    this.channels = new ChannelTable(loops);
    this.patterns = new ChannelTable(loops);
    this.shardChannels = new ChannelTable(loops);
  }

  ChannelTable table(Kind kind) {
    return switch (kind) {
      case CHANNEL -> channels;
      case PATTERN -> patterns;
      case SHARD_CHANNEL -> shardChannels;
    };
  }

  /** What subscribers of this node want to hear of from other nodes. */
  public Interest interest() {
    return interest;
  }

  /** Whether a published message would reach nobody here whatever its channel is. */
  public boolean isSilent() {
    return channels.isEmpty() && patterns.isEmpty();
  }

  /**
   * Sends a message to those who have subscribed to the channel, then to those with a pattern that
   * fits.
   *
   * @param dependsOn the log position that the message tells of, or 0
   * @return how many get it; a client counts once for each subscription
   */
  public int publish(Bytes channel, Bytes message, long dependsOn) {
    return publish(channel, message, new Terms(dependsOn, false));
  }

  /** The same for what concerns only those who see the cluster as one server. */
  public int publishToRoaming(Bytes channel, Bytes message) {
    return publish(channel, message, new Terms(0, true));
  }

  /**
   * On what terms a message is delivered.
   *
   * @param dependsOn the log position that the message tells of, or 0
   */
  private record Terms(long dependsOn, boolean onlyToRoaming) {}

  private int publish(Bytes channel, Bytes message, Terms terms) {
    int receivers = 0;
    Audience audience = channels.find(channel);
    if (audience != null) {
      receivers += send(audience, terms, message.length(), MESSAGE, channel, message);
    }
    if (!patterns.isEmpty()) {
      for (Map.Entry<Bytes, Audience> entry : patterns.all().entrySet()) {
        Bytes pattern = entry.getKey();
        if (Glob.matches(pattern, channel)) {
          receivers +=
              send(
                  entry.getValue(),
                  terms,
                  message.length(),
                  PATTERN_MESSAGE,
                  pattern,
                  channel,
                  message);
        }
      }
    }
    return receivers;
  }

  /** The same for shard channels, which have no patterns. */
  public int publishToShard(Bytes channel, Bytes message) {
    Audience audience = shardChannels.find(channel);
    return audience == null
        ? 0
        : send(audience, new Terms(0, false), message.length(), SHARD_MESSAGE, channel, message);
  }

  /** How many would get a message to the channel now. */
  public int receivers(Bytes channel) {
    int receivers = subscribers(Kind.CHANNEL, channel);
    for (Map.Entry<Bytes, Audience> entry : patterns.all().entrySet()) {
      if (Glob.matches(entry.getKey(), channel)) {
        receivers += entry.getValue().count();
      }
    }
    return receivers;
  }

  private int send(Audience audience, Terms terms, long bytes, Reply first, Bytes... following) {
    List<Reply> parts = new ArrayList<>(1 + following.length);
    parts.add(first);
    for (Bytes part : following) {
      parts.add(Replies.bulk(part.compact()));
    }
    Reply push = new Reply.Push(parts);
    for (int loop = 0; loop < audience.loops(); loop++) {
      Audience.Share share = audience.share(loop);
      if (share.size() > 0) {
        Connection onLoop = share.subscriptions()[0].connection();
        mails.of(loop).post(onLoop, bytes, () -> deliver(share, push, terms));
      }
    }
    return audience.count();
  }

  private static void deliver(Audience.Share share, Reply push, Terms terms) {
    for (int i = 0; i < share.size(); i++) {
      Subscription subscription = share.subscriptions()[i];
      if (subscription.isActive() && (subscription.roams() || !terms.onlyToRoaming())) {
        subscription.connection().push(push, terms.dependsOn());
      }
    }
  }

  /**
   * Ends subscriptions to shard channels in slots that another node serves from now on, of those
   * who do not roam, and tells them. Looks at every shard channel.
   */
  public void leave(int firstSlot, int lastSlot) {
    for (Map.Entry<Bytes, Audience> entry : shardChannels.all().entrySet()) {
      int slot = Slots.of(entry.getKey());
      if (slot >= firstSlot && slot <= lastSlot) {
        leave(entry.getKey(), entry.getValue());
      }
    }
  }

  private void leave(Bytes channel, Audience audience) {
    for (int loop = 0; loop < audience.loops(); loop++) {
      Audience.Share share = audience.share(loop);
      for (int i = 0; i < share.size(); i++) {
        Subscription subscription = share.subscriptions()[i];
        if (subscription.isActive() && !subscription.roams()) {
          Runnable end = () -> subscription.owner().drop(this, Kind.SHARD_CHANNEL, channel);
          mails.of(loop).post(subscription.connection(), 0, end);
        }
      }
    }
  }

  /** How many different names of a kind are subscribed to. */
  public int count(Kind kind) {
    return table(kind).size();
  }

  /** How many subscribe to one name. */
  public int subscribers(Kind kind, Bytes name) {
    Audience audience = table(kind).find(name);
    return audience == null ? 0 : audience.count();
  }

  /**
   * The names of a kind that somebody subscribes to.
   *
   * @param pattern that they fit, or null for all
   */
  public List<Bytes> names(Kind kind, Bytes pattern) {
    List<Bytes> names = new ArrayList<>();
    for (Bytes name : table(kind).all().keySet()) {
      if (pattern == null || Glob.matches(pattern, name)) {
        names.add(name);
      }
    }
    return names;
  }
}
