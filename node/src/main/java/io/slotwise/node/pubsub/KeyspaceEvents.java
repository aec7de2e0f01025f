package io.slotwise.node.pubsub;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.store.KeyEventListener;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Keyspace notifications: publishes what happened to keys to {@code __keyspace@db__:key} and {@code
 * __keyevent@db__:event}, as {@code notify-keyspace-events} asks for. Called in the turn of the
 * key's slot, so subscribers get the events of a slot in the order of its commits.
 *
 * <p>In a cluster they arise on the node that leads the key. Clients that see one server are told
 * on any node; those of Redis Cluster on that one, as they expect.
 */
public final class KeyspaceEvents implements KeyEventListener {

  /** The letter of notify-keyspace-events that stands for most classes. */
  private static final char MOST = 'A';

  /** What that letter does not stand for. */
  private static final Set<KeyEventType> ONLY_BY_NAME =
      EnumSet.of(KeyEventType.KEY_MISS, KeyEventType.NEW);

  /** What is wanted, as one so that a change is seen whole. */
  private record Wanted(Set<KeyEventType> types, boolean byKey, boolean byEvent) {
    static final Wanted NOTHING = new Wanted(EnumSet.noneOf(KeyEventType.class), false, false);
  }

  private final PubSub pubSub;
  private final Broadcast broadcast;
  private volatile Wanted wanted = Wanted.NOTHING;

  public KeyspaceEvents(PubSub pubSub, Broadcast broadcast) {
    this.pubSub = pubSub;
    this.broadcast = broadcast;
  }

  /**
   * Sets what is told.
   *
   * @param letters as {@code notify-keyspace-events} has them; without K or E nothing is told
   */
  public void follow(String letters) {
    boolean byKey = letters.indexOf('K') >= 0;
    boolean byEvent = letters.indexOf('E') >= 0;
    EnumSet<KeyEventType> types = EnumSet.noneOf(KeyEventType.class);
    if (byKey || byEvent) {
      for (KeyEventType type : KeyEventType.values()) {
        if (letters.indexOf(type.letter()) >= 0
            || letters.indexOf(MOST) >= 0 && !ONLY_BY_NAME.contains(type)) {
          types.add(type);
        }
      }
    }
    wanted = types.isEmpty() ? Wanted.NOTHING : new Wanted(types, byKey, byEvent);
  }

  @Override
  public boolean wants(KeyEventType type) {
    Wanted now = wanted;
    return now != Wanted.NOTHING && now.types().contains(type);
  }

  @Override
  public void onKeyEvent(
      int database, KeyEventType type, String event, Bytes key, long logPosition) {
    if (pubSub.isSilent() && !broadcast.reaches(Topic.KEY_EVENTS, key)) {
      return;
    }
    Wanted now = wanted;
    Bytes name = Bytes.of(event);
    if (now.byKey()) {
      publish(channel("__keyspace@", database, key), name, logPosition);
    }
    if (now.byEvent()) {
      publish(channel("__keyevent@", database, name), key, logPosition);
    }
  }

  private void publish(Bytes channel, Bytes message, long logPosition) {
    pubSub.publish(channel, message, logPosition);
    broadcast.send(Topic.KEY_EVENTS, channel, message, logPosition);
  }

  private static Bytes channel(String kind, int database, Bytes end) {
    byte[] prefix = (kind + database + "__:").getBytes(StandardCharsets.US_ASCII);
    byte[] channel = new byte[prefix.length + end.length()];
    System.arraycopy(prefix, 0, channel, 0, prefix.length);
    end.copyTo(channel, prefix.length);
    return Bytes.wrap(channel);
  }
}
