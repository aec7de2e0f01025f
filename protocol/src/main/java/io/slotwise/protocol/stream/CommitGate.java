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

  /** The log is as durable as the setting asks up to here. Grows only. */
  long durablePosition();

  /** Runs the code on any thread when {@link #durablePosition()} has reached the position. */
  void whenDurable(long position, Runnable code);

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
