package io.slotwise.node.connection;

import io.slotwise.sharding.replication.Copies;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The other nodes that have copies of what this one leads. Any thread; nothing here waits. */
public interface Followers {

  /**
   * How many followers of a shard have answered this node within some time; 0 if it leads it not.
   */
  int answeredWithin(int shard, long ms);

  /**
   * All that is committed of some shards once nothing up to a position is on its way any more.
   *
   * @param shards none for those that this node leads
   * @param position 0 for what is committed already
   */
  CompletionStage<Mark> mark(BitSet shards, long position);

  /** How many other nodes have any write that was acknowledged, at least. */
  int copiesOfAnything();

  /** What was committed at some moment. */
  interface Mark {

    /** Who has all of it. Of a shard of which this node has no copy, no more than a majority. */
    CompletionStage<Copies> copies();

    /** Brings it to the disks, and tells to whose. */
    CompletionStage<Copies> sync();
  }

  /** Of a node without others. */
  Followers NONE =
      new Followers() {
        @Override
        public int answeredWithin(int shard, long ms) {
          return 0;
        }

        @Override
        public int copiesOfAnything() {
          return 0;
        }

        @Override
        public CompletionStage<Mark> mark(BitSet shards, long position) {
          return CompletableFuture.completedFuture(
              new Mark() {
                @Override
                public CompletionStage<Copies> copies() {
                  return CompletableFuture.completedFuture(new Copies(true, 0));
                }

                @Override
                public CompletionStage<Copies> sync() {
                  return CompletableFuture.completedFuture(new Copies(false, 0));
                }
              });
        }
      };
}
