package io.slotwise.node.cluster;

import io.slotwise.node.connection.CommandErrors;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.cluster.ChangeRefusedException;
import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.replication.DirectoryLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Changes of what all nodes have in common, for clients: made when every node that can be reached
 * acts by them. For any thread.
 */
public final class DirectoryChanges {

  private static final long OWN_REPLICA_S_MAX = 10;

  private final Directory directory;
  private final DirectoryLog log;
  private final DirectoryProgress progress;

  DirectoryChanges(Directory directory, DirectoryLog log, DirectoryProgress progress) {
    this.directory = directory;
    this.log = log;
    this.progress = progress;
  }

  /** The map as this node knows it. */
  ClusterMap map() {
    return directory.map();
  }

  /** From now on tells it of every map, beginning with that of now; of one maybe twice. */
  void follow(DirectoryProgress.Follower follower) {
    progress.add(follower);
    follower.follow(directory.map());
  }

  /**
   * Makes a change.
   *
   * @param isIn whether a map has it
   * @return fails with a {@link ChangeRefusedException}, or with a {@link CommandError} when it is
   *     not known whether it was made
   */
  CompletionStage<Void> make(ClusterChange change, Predicate<ClusterMap> isIn) {
    CompletableFuture<ClusterMap> here = new CompletableFuture<>();
    Consumer<ClusterMap> listener =
        map -> {
          if (isIn.test(map)) {
            here.complete(map);
          }
        };
    // Before it is proposed: what others change then may already hide it again.
    directory.onMap(listener);
    return Directory.propose(log, change)
        .thenCompose(
            done -> {
              listener.accept(directory.map());
              return here.orTimeout(OWN_REPLICA_S_MAX, TimeUnit.SECONDS);
            })
        .thenCompose(map -> progress.everywhere(map.version()))
        .whenComplete((done, failure) -> directory.forget(listener))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(forClient(failure)));
  }

  private static Throwable forClient(Throwable failure) {
    Throwable cause = CommandErrors.cause(failure);
    return cause instanceof ChangeRefusedException
        ? cause
        : new CommandError(
            new Reply.Error(
                ErrorCode.TRYAGAIN,
                "the directory did not answer: " + Errors.oneLine(cause.toString())));
  }
}
