package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ChangeRefusedException;
import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterCodec;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.replication.DirectoryLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's map on this node, as the replicated directory makes it. Listeners hear of each new
 * version on the directory's thread, in order, and must be quick.
 */
public final class Directory implements DirectoryLog.StateMachine {

  private static final Logger LOG = LoggerFactory.getLogger(Directory.class);
  private static final byte[] TAKEN = {};

  /** An entry of a replicated log has to fit into the buffers of those who send it. */
  private static final int CHANGE_BYTES_MAX = 900 << 10;

  private final List<Consumer<ClusterMap>> listeners = new CopyOnWriteArrayList<>();

  /** What the log says so far: after a restart it begins anew. */
  private ClusterMap replayed = ClusterMap.NONE;

  /** The newest map that this node has seen. */
  private volatile ClusterMap map;

  private volatile String logFailure;

  /**
   * @param known the last map that this node has seen: it holds until the log has come as far
   */
  public Directory(ClusterMap known) {
    this.map = known;
  }

  @Override
  public void logFailed(Throwable cause) {
    if (logFailure == null) {
      LOG.error("event=directory_log_failed cause={}", cause.toString());
    }
    logFailure = "the log of the directory failed: " + cause;
  }

  /** Why this member's log of the directory takes nothing more, if so. */
  public Optional<String> logFailure() {
    return Optional.ofNullable(logFailure);
  }

  ClusterMap map() {
    return map;
  }

  /** How many nodes have a copy of a shard. */
  public int voterCount(int shard) {
    return map.shard(shard).voters().size();
  }

  /** From now on tells this listener of every map. */
  public void onMap(Consumer<ClusterMap> listener) {
    listeners.add(listener);
  }

  /** Tells it no more. */
  void forget(Consumer<ClusterMap> listener) {
    listeners.remove(listener);
  }

  /**
   * Has a change made.
   *
   * @return completes when a majority has it; fails with {@link ChangeRefusedException} when it
   *     does not fit, and with something else when the outcome is unknown
   */
  static CompletionStage<Void> propose(DirectoryLog log, ClusterChange change) {
    byte[] encoded = ClusterCodec.encode(change);
    if (encoded.length > CHANGE_BYTES_MAX) {
      return CompletableFuture.failedFuture(
          new ChangeRefusedException(
              "a change of "
                  + encoded.length
                  + " bytes is too large for the directory, which takes "
                  + CHANGE_BYTES_MAX));
    }
    return log.propose(encoded)
        .thenAccept(
            answer -> {
              if (answer.length > 0) {
                throw new ChangeRefusedException(new String(answer, StandardCharsets.UTF_8));
              }
            });
  }

  @Override
  public byte[] apply(long index, byte[] change) {
    try {
      become(ClusterCodec.change(change).appliedTo(replayed));
      return TAKEN;
    } catch (ChangeRefusedException refused) {
      return refused.getMessage().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      LOG.error("event=directory_change_unknown index={}", index, e);
      return "this version of the software does not know the change"
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  @Override
  public byte[] snapshot() {
    return ClusterCodec.encode(replayed);
  }

  @Override
  public void restore(byte[] snapshot) {
    try {
      become(ClusterCodec.map(snapshot));
    } catch (IOException e) {
      throw new UncheckedIOException("the directory's snapshot cannot be read", e);
    }
  }

  private void become(ClusterMap next) {
    replayed = next;
    if (next.version() > map.version()) {
      map = next;
      listeners.forEach(listener -> listener.accept(next));
    }
  }
}
