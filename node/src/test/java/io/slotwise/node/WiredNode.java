package io.slotwise.node;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.Materializer;
import io.slotwise.node.command.NodeControl;
import io.slotwise.node.connection.Face;
import io.slotwise.node.connection.Followers;
import io.slotwise.node.connection.NodeCondition;
import io.slotwise.node.connection.PipelineSettings;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.script.StoredLibraries;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.LoadedSettings;
import io.slotwise.ops.config.Setting;
import io.slotwise.ops.config.SettingsLoader;
import io.slotwise.ops.config.SharedValues;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.net.EventLoops;
import io.slotwise.protocol.net.NetworkCounters;
import io.slotwise.protocol.net.NetworkLimits;
import io.slotwise.protocol.net.RedisServer;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.slot.SlotEntity;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A node on a free port as {@link ServerNode} wires it, but without a cluster: a few slots are
 * open, and the test can take their turns.
 */
final class WiredNode implements AutoCloseable {

  private static final int BACKLOG = 511;
  private static final int READ_TIMEOUT_MS = 20_000;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final EventLoops loops = EventLoops.create(1);
  private final ActorTestKit actors = ActorTestKit.create("wired-node", loops.dispatcherConfig());
  private final NodeWiring wiring;
  final NodeStore store;
  private final RedisServer server;
  final SlotTurns turns = new SlotTurns();
  final PipelineSettings pipeline = new PipelineSettings();

  WiredNode(Path dir, String... openKeys) throws IOException {
    LoadedSettings loaded =
        SettingsLoader.load(
            null,
            List.of(
                new Setting("dir", dir.toString(), "test"),
                new Setting("bind", "127.0.0.1", "test"),
                new Setting("port", "0", "test"),
                new Setting("slotwise.store.block-cache-bytes", "8 MiB", "test"),
                new Setting("slotwise.store.write-buffer-bytes", "1 MiB", "test")));
    NodeSettings settings = NodeSettings.from(loaded.config());
    ConfigTable config = ConfigTable.of(loaded.config());
    store =
        NodeStore.open(
            settings.storeSettings(), turns, InstantSource.system(), DataCommands.upkeep());
    NetworkLimits limits = new NetworkLimits();
    NetworkCounters counters = new NetworkCounters();
    RuntimeSettings.follow(config, limits, pipeline, store, settings.hotCacheBytesByDefault());
    wiring =
        new NodeWiring(
            new ServerParts(
                settings,
                config,
                SharedValues.ALONE,
                loops,
                turns,
                SlotOwners.ALONE,
                new StoredLibraries(store),
                Followers.NONE,
                store,
                new NodeCondition(),
                limits,
                counters,
                pipeline,
                new NoControl(),
                "0".repeat(40),
                null,
                null,
                () -> store.writeError().orElse(null),
                () -> 0));
    server =
        RedisServer.start(
            new RedisServer.Wiring(
                loops,
                Materializer.createMaterializer(actors.system()),
                wiring.handlers(Face.ONE_SERVER),
                store.commitGate(),
                limits,
                counters,
                null),
            settings.listen(),
            BACKLOG);
    for (String key : openKeys) {
      actors.spawn(SlotEntity.create(slotOf(key), turns));
      take(key);
      release(key);
    }
  }

  private static int slotOf(String key) {
    return Slots.of(Bytes.of(key));
  }

  /** Takes the turn of a key's slot, as somebody else would. */
  void take(String key) {
    Awaitility.await("turn of " + key).until(() -> turns.tryTake(slotOf(key)));
  }

  void release(String key) {
    turns.release(slotOf(key));
  }

  Client connect() throws IOException {
    return new Client(new Socket(InetAddress.getLoopbackAddress(), server.port()));
  }

  @Override
  public void close() {
    server.stop(GRACE).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    wiring.close();
    actors.shutdownTestKit();
    store.close();
    loops.close();
  }

  /** A socket that sends inline commands and reads replies as text, a line each. */
  static final class Client implements AutoCloseable {
    private final Socket socket;

    private Client(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(READ_TIMEOUT_MS);
      socket.setTcpNoDelay(true);
    }

    /** Sends all of them with one write: one batch for the server. */
    void send(String... commands) throws IOException {
      socket
          .getOutputStream()
          .write((String.join("\r\n", commands) + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The next lines of replies, one word each: {@code +OK}, {@code $1}, {@code v}. */
    List<String> lines(int count) throws IOException {
      List<String> lines = new ArrayList<>();
      while (lines.size() < count) {
        lines.add(line());
      }
      return lines;
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = socket.getInputStream().read(); b != '\n'; b = socket.getInputStream().read()) {
        if (b < 0) {
          throw new IOException("closed by the server");
        }
        if (b != '\r') {
          line.write(b);
        }
      }
      return line.toString(StandardCharsets.UTF_8);
    }

    /** The text of a bulk reply. */
    String bulk(String command) throws IOException {
      send(command);
      int length = Integer.parseInt(line().substring(1));
      byte[] text = socket.getInputStream().readNBytes(length + 2);
      return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** Whether nothing has come so far. */
    boolean isSilent() throws IOException {
      return socket.getInputStream().available() == 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static final class NoControl implements NodeControl {
    @Override
    public void shutdown(SaveChoice save) {
      throw new UnsupportedOperationException("this node is stopped by its test");
    }

    @Override
    public void enterCluster(Map<String, String> settings) {
      throw new UnsupportedOperationException("this node is started by its test");
    }

    @Override
    public long lastSaveAtS() {
      return 0;
    }
  }
}
