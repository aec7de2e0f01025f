package io.slotwise.node;

import io.slotwise.sharding.log.Durability;
import io.slotwise.sharding.store.NodeStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Changes the durability of a running store, which may wait for the disk: one change after the
 * other, so that the last one asked for is the one that holds.
 */
final class DurabilityDial {

  private final NodeStore store;
  private final Executor executor;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  /**
   * @param executor where it may wait
   */
  DurabilityDial(NodeStore store, Executor executor) {
    this.store = store;
    this.executor = executor;
  }

  /**
   * Asks for a level by its word.
   *
   * @return completes when it holds, also for what was written before; fails when the disk does not
   *     take it
   */
  synchronized CompletionStage<Void> turnTo(String word) {
    Durability wanted = Durability.ofWord(word);
    // A change that failed is told to whoever asked for it, and keeps nobody from the next one.
    last =
        last.handle((done, failure) -> null)
            .thenComposeAsync(done -> store.setDurability(wanted), executor);
    return last;
  }
}
