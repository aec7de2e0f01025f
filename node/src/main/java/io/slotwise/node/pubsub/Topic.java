package io.slotwise.node.pubsub;

import io.slotwise.node.pubsub.PubSub.Kind;
import io.slotwise.protocol.Bytes;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What the nodes of a cluster tell each other for their subscribers, where they have some. */
public enum Topic {
  /** Messages to channels. */
  MESSAGES,
  /** Messages to shard channels, for subscribers of nodes that do not lead the shard. */
  SHARD_MESSAGES,
  /** Keyspace notifications, for subscribers who see the cluster as one server. */
  KEY_EVENTS;

  /** How the channels of keyspace notifications begin. */
  private static final Bytes KEY_EVENT_PREFIX = Bytes.of("__key");

  private static final Bytes SPECIAL_IN_PATTERNS = Bytes.of("*?[\\");

  /** What it is called between nodes. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The topic of that name, or null: a later version may know more. */
  public static Topic of(String word) {
    for (Topic topic : values()) {
      if (topic.word().equals(word)) {
        return topic;
      }
    }
    return null;
  }

  /**
   * What a subscription needs to hear of.
   *
   * @param roams whether its client sees the cluster as one server
   */
  public static Set<Topic> of(Kind kind, Bytes name, boolean roams) {
    if (kind == Kind.SHARD_CHANNEL) {
      return roams ? EnumSet.of(SHARD_MESSAGES) : EnumSet.noneOf(Topic.class);
    }
    Bytes beginning = kind == Kind.PATTERN ? literalBeginning(name) : name;
    return roams && mayBeOfKeyEvents(kind, beginning)
        ? EnumSet.of(MESSAGES, KEY_EVENTS)
        : EnumSet.of(MESSAGES);
  }

  private static boolean mayBeOfKeyEvents(Kind kind, Bytes beginning) {
    int common = Math.min(beginning.length(), KEY_EVENT_PREFIX.length());
    boolean longEnough = kind == Kind.PATTERN || common == KEY_EVENT_PREFIX.length();
    return longEnough && beginning.slice(0, common).equals(KEY_EVENT_PREFIX.slice(0, common));
  }

  private static Bytes literalBeginning(Bytes pattern) {
    int end = 0;
    while (end < pattern.length() && !isSpecial(pattern.at(end))) {
      end++;
    }
    return pattern.slice(0, end);
  }

  private static boolean isSpecial(byte b) {
    for (int i = 0; i < SPECIAL_IN_PATTERNS.length(); i++) {
      if (SPECIAL_IN_PATTERNS.at(i) == b) {
        return true;
      }
    }
    return false;
  }
}
