package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyEventType;

/** Hears of keyspace events after the commit that caused them, on the committing thread. */
public interface KeyEventListener {

  /** Whether events of this class are wanted now: others are not even collected. */
  boolean wants(KeyEventType type);

  /**
   * Called in the turn of the key's slot: it must be quick and must not touch keys.
   *
   * @param key owns its bytes
   * @param logPosition of the commit: nobody outside the node should hear of it before the log is
   *     durable there
   */
  void onKeyEvent(int database, KeyEventType type, String event, Bytes key, long logPosition);

  /** Nobody listens. */
  KeyEventListener NONE =
      new KeyEventListener() {
        @Override
        public boolean wants(KeyEventType type) {
          return false;
        }

        @Override
        public void onKeyEvent(
            int database, KeyEventType type, String event, Bytes key, long logPosition) {}
      };
}
