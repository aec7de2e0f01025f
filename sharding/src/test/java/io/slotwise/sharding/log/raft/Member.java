package io.slotwise.sharding.log.raft;

import com.typesafe.config.ConfigFactory;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.log.Durability;
import io.slotwise.sharding.replication.DirectoryLog;
import io.slotwise.sharding.replication.Peer;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.store.NodeStore;
import io.slotwise.sharding.store.StoreSettings;
import io.slotwise.sharding.store.TestTurns;
import io.slotwise.sharding.store.TurnKeyspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A node of a test's cluster: a store, its log and the Raft server, without a network of clients.
 */
final class Member implements AutoCloseable {

  static final String CLUSTER = "test";

  /** Small, so that logs are cut. */
  private static final long SEGMENT_BYTES = 64 << 10;

  final Peer peer;
  final int shards;
  final Path dir;
  final Map<String, Object> storeSettings = new TreeMap<>();
  final List<String> directory = new ArrayList<>();
  TestTurns turns;
  ReplicatedLog log;
  NodeStore store;
  RaftNode raft;

  private TurnKeyspace keys;

  Member(int number, int port, int shards, Path dir) {
    this.peer = new Peer(Integer.toString(number).repeat(40), "127.0.0.1:" + port);
    this.shards = shards;
    this.dir = dir;
    storeSettings.put("slotwise.store.dir", dir.resolve("data").toString());
    storeSettings.put("slotwise.store.materialise-interval", "1h");
    storeSettings.put("slotwise.store.expiry-interval", "1h");
    storeSettings.put("slotwise.store.block-cache-bytes", "8 MiB");
    storeSettings.put("slotwise.store.write-buffer-bytes", "1 MiB");
  }

  Member start() {
    int port = Integer.parseInt(peer.raftAddress().split(":")[1]);
    RaftSettings usual =
        RaftSettings.of(peer, "127.0.0.1", port, CLUSTER, shards, dir.resolve("raft"), false, null);
    RaftSettings settings =
        new RaftSettings(
            usual.self(),
            usual.listenHost(),
            usual.listenPort(),
            usual.clusterId(),
            usual.shardCount(),
            usual.dir(),
            usual.electionTimeoutMin(),
            usual.electionTimeoutMax(),
            usual.lease(),
            usual.pingInterval(),
            SEGMENT_BYTES,
            usual.syncsFirst(),
            usual.tls());
    try {
      turns = new TestTurns();
      store =
          NodeStore.openReplicated(
              StoreSettings.from(
                  ConfigFactory.parseMap(storeSettings)
                      .withFallback(ConfigFactory.defaultReference())
                      .resolve()),
              turns,
              InstantSource.system(),
              Upkeep.NONE,
              position -> log = new ReplicatedLog(shards, position, Durability.EVERYSEC));
      raft = RaftNode.start(settings, log, store.shards(), new Words(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keys = store.newTurnKeyspace();
    return this;
  }

  ShardLogs logs() {
    return raft.shardLogs();
  }

  /** Gives the lead away without waiting for what is on its way. */
  CompletionStage<Void> giveUp(String key, Member heir) {
    return ((RaftShardLogs) logs()).replica(shardOf(key)).transfer(heir.peer.nodeId());
  }

  boolean serves(String key) {
    return logs().servingTerm(shardOf(key)) != 0;
  }

  int shardOf(String key) {
    return SlotRange.shardOf(Slots.of(Bytes.of(key)), shards);
  }

  /** Runs a command on one key as a node would; returns the position that its reply waits for. */
  synchronized <T> long run(String key, Function<TurnKeyspace, T> command) {
    int slot = Slots.of(Bytes.of(key));
    turns.take(slot);
    try {
      keys.begin(0, 0, true);
      keys.onSlot(slot);
      command.apply(keys);
      keys.commit();
      return keys.dependsOn();
    } catch (RuntimeException e) {
      keys.rollback();
      throw e;
    } finally {
      turns.release(slot);
      log.commit();
    }
  }

  /** Writes; true once it is acknowledged, false when its outcome is unknown. */
  CompletableFuture<Boolean> set(String key, String value) {
    long position =
        run(
            key,
            keyspace -> {
              keyspace.put(Bytes.of(key), Value.string(Bytes.of(value), Value.NO_EXPIRY));
              return null;
            });
    return settled(position);
  }

  /** Appends to a long string: the log gets the difference. */
  CompletableFuture<Boolean> append(String key, String more) {
    long position =
        run(
            key,
            keyspace -> {
              Value before = keyspace.read(Bytes.of(key));
              String text = (before == null ? "" : before.data().latin1()) + more;
              keyspace.put(Bytes.of(key), Value.string(Bytes.of(text), Value.NO_EXPIRY));
              return null;
            });
    return settled(position);
  }

  private CompletableFuture<Boolean> settled(long position) {
    CompletableFuture<Boolean> settled = new CompletableFuture<>();
    log.whenDurable(position, () -> settled.complete(!log.isLost(position, position)));
    return settled;
  }

  /** What memory and disk have, whoever leads. */
  String get(String key) {
    String[] text = new String[1];
    run(
        key,
        keyspace -> {
          Value value = keyspace.read(Bytes.of(key));
          text[0] = value == null ? null : value.data().latin1();
          return null;
        });
    return text[0];
  }

  /** Ends without giving anything away first. */
  @Override
  public void close() {
    if (raft != null) {
      raft.close();
      store.close();
      raft = null;
    }
  }

  /** A directory of words: the answer to each is how many there are. */
  private record Words(List<String> words) implements DirectoryLog.StateMachine {
    @Override
    public byte[] apply(long index, byte[] change) {
      synchronized (words) {
        words.add(new String(change, StandardCharsets.UTF_8));
        return Integer.toString(words.size()).getBytes(StandardCharsets.UTF_8);
      }
    }

    @Override
    public byte[] snapshot() {
      synchronized (words) {
        return String.join(" ", words).getBytes(StandardCharsets.UTF_8);
      }
    }

    @Override
    public void restore(byte[] snapshot) {
      synchronized (words) {
        words.clear();
        words.addAll(List.of(new String(snapshot, StandardCharsets.UTF_8).split(" ")));
      }
    }
  }
}
