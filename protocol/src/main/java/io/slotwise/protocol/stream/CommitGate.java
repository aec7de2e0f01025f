package io.slotwise.protocol.stream;

/**
 * The log as the network sees it. Before a loop flushes what its connections have to say, it
 * commits what their requests have written; a reply that depends on a position that is not durable
 * yet waits for it.
 */
public interface CommitGate {

  /**
   * Hands what was appended so far to the operating system. Called by a loop at the end of each
   * turn that wrote.
   */
  void commit();

  /**
   * The log is as durable as the setting asks up to here, but for positions that are lost. Grows
   * only.
   */
  long durablePosition();

  /** Runs the code on any thread when {@link #durablePosition()} has reached the position. */
  void whenDurable(long position, Runnable code);

  /**
   * Of everything up to here it is known whether it stays or is lost. Behind {@link
   * #durablePosition()} where the setting asks for less than that. Grows only.
   */
  default long settledPosition() {
    return durablePosition();
  }

  /** Runs the code on any thread when {@link #settledPosition()} has reached the position. */
  default void whenSettled(long position, Runnable code) {
    whenDurable(position, code);
  }

  /**
   * Whether something that was appended from one position to another, both included, may be gone
   * though {@link #durablePosition()} has passed it: a reply that depends on it must not leave, and
   * who was given one before is to be told. Only a replicated log loses anything, when another node
   * takes the lead; it remembers losses as long as a reply may wait.
   */
  default boolean isLost(long from, long to) {
    return false;
  }

  /** Nothing is ever waited for: a gate for tests of the network alone. */
  CommitGate NONE =
      new CommitGate() {
        @Override
        public void commit() {}

        @Override
        public long durablePosition() {
          return Long.MAX_VALUE;
        }

        @Override
        public void whenDurable(long position, Runnable code) {
          code.run();
        }
      };
}
