package io.slotwise.node.cluster;

import io.slotwise.node.connection.CommandErrors;
import io.slotwise.ops.config.ConfigSetException;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.Parameter;
import io.slotwise.ops.config.Parameters;
import io.slotwise.ops.config.SharedValues;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.cluster.ChangeRefusedException;
import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parameters of a cluster, in its directory: what CONFIG SET has given them stands above what a
 * node was started with.
 */
public final class DirectoryConfig implements SharedValues {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryConfig.class);

  private final DirectoryChanges directory;
  private final ConfigTable table;
  private Map<String, String> taken = Map.of();

  public DirectoryConfig(DirectoryChanges directory, ConfigTable table) {
    this.directory = directory;
    this.table = table;
  }

  @Override
  public CompletionStage<Void> share(Map<String, String> values) {
    return directory
        .make(
            new ClusterChange.SetParameters(values),
            map -> map.config().entrySet().containsAll(values.entrySet()))
        .exceptionallyCompose(
            failure -> {
              Throwable cause = CommandErrors.cause(failure);
              return CompletableFuture.failedFuture(
                  cause instanceof ChangeRefusedException
                      ? new CommandError(Errors.err("CONFIG SET failed - " + cause.getMessage()))
                      : cause);
            });
  }

  @Override
  public void follow() {
    directory.follow(this::take);
  }

  /**
   * Only what is new: a CONFIG SET under way has its value here before the directory does.
   *
   * @return completes when the values hold, or are refused
   */
  private synchronized CompletionStage<Void> take(ClusterMap map) {
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Map.Entry<String, String> value : map.config().entrySet()) {
      Parameter parameter = Parameters.find(value.getKey());
      if (parameter != null && !value.getValue().equals(taken.get(value.getKey()))) {
        all = all.thenCombine(set(value), (done, too) -> null);
      }
    }
    taken = map.config();
    return all;
  }

  private CompletionStage<Void> set(Map.Entry<String, String> value) {
    try {
      return table.set(List.of(value), true).exceptionally(failure -> refused(value, failure));
    } catch (ConfigSetException e) {
      refused(value, e);
      return CompletableFuture.completedFuture(null);
    }
  }

  private static Void refused(Map.Entry<String, String> value, Throwable why) {
    LOG.error("event=cluster_parameter_not_taken name={} cause={}", value.getKey(), why.toString());
    return null;
  }
}
