package io.slotwise.ops.config;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Parameters that have the same value on all nodes of a cluster. */
public interface SharedValues {

  /** A node that is in no cluster. */
  SharedValues ALONE =
      new SharedValues() {
        @Override
        public CompletionStage<Void> share(Map<String, String> values) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public void follow() {}
      };

  /**
   * Has these values hold on every node, and on those that come later.
   *
   * @param values canonical, by the names of parameters
   * @return completes when they do; fails with a message for the client
   */
  CompletionStage<Void> share(Map<String, String> values);

  /** From now on this node takes what is shared; before, nothing may listen to its parameters. */
  void follow();
}
