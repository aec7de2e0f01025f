package io.slotwise.sharding.log.raft;

/** Has the batches of a {@link ReplicatedLog} sent, on any thread. */
interface Sender {

  /** Sends nothing. */
  Sender NOBODY =
      new Sender() {
        @Override
        public void send(int shard) {}

        @Override
        public void look(int shard, long inNanos) {}
      };

  /** Has {@link ReplicatedLog#send} called. */
  void send(int shard);

  /** Has {@link ReplicatedLog#sendIfDue} called after a while. */
  void look(int shard, long inNanos);
}
