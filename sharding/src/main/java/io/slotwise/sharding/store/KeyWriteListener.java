package io.slotwise.sharding.store;

/** Hears which keys a commit has written or deleted, in the turn of their slots. */
public interface KeyWriteListener {

  /** Whether anybody wants to know now: others are not even told. */
  boolean isListening();

  /**
   * A key has been changed. Must be quick and must not touch keys.
   *
   * @param key not to be changed
   * @param logPosition of the commit
   */
  void onWrite(int database, byte[] key, long logPosition);

  /**
   * A database has been emptied, or another one has come in its place, in the turns of all slots.
   *
   * @param database -1 for all
   */
  void onFlush(int database, long logPosition);

  /** Nobody listens. */
  KeyWriteListener NONE =
      new KeyWriteListener() {
        @Override
        public boolean isListening() {
          return false;
        }

        @Override
        public void onWrite(int database, byte[] key, long logPosition) {}

        @Override
        public void onFlush(int database, long logPosition) {}
      };
}
