package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;

/**
 * Work that values need at times of their own, whether or not anybody looks at them: fields of a
 * hash that expire. The store keeps an index of when, and calls.
 */
public interface Upkeep {

  /** No work ahead. */
  long NEVER = Long.MAX_VALUE;

  /** For a store whose values need none. */
  Upkeep NONE =
      new Upkeep() {
        @Override
        public long dueAtMs(Value value) {
          return NEVER;
        }

        @Override
        public void run(Keyspace keys, Bytes key) {
          throw new IllegalStateException("nothing is ever due");
        }
      };

  /** When the value needs work next, Unix time in ms, or {@link #NEVER}. Must be cheap. */
  long dueAtMs(Value value);

  /**
   * Does the work that is due, or a part of it that takes no longer than a millisecond or so; what
   * is left is due still. Runs in the key's turn, and is one commit.
   *
   * @param key holds a value that is due
   */
  void run(Keyspace keys, Bytes key);
}
