package io.slotwise.sharding.store;

import com.typesafe.config.ConfigFactory;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.log.SegmentFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A store in a folder, with a clock that stands still, used as an event loop would use it. */
final class StoreFixture implements AutoCloseable {

  private static final int COPY_ATTEMPTS_MAX = 10;

  static final long START_MS = 1_700_000_000_000L;

  final Path dir;
  final Map<String, Object> settings = new TreeMap<>();
  final AtomicLong nowMs = new AtomicLong(START_MS);
  final TestTurns turns = new TestTurns();
  SegmentFiles files = SegmentFiles.DISK;
  NodeStore store;
  TurnKeyspace keys;

  StoreFixture(Path dir) {
    this.dir = dir;
    settings.put("slotwise.store.dir", dir.toString());
    settings.put("slotwise.store.materialise-interval", "1h");
    settings.put("slotwise.store.expiry-interval", "1h");
    settings.put("slotwise.store.block-cache-bytes", "8 MiB");
    settings.put("slotwise.store.write-buffer-bytes", "1 MiB");
    settings.put("slotwise.store.durability", "os");
  }

  StoreFixture with(String key, Object value) {
    settings.put("slotwise.store." + key, value);
    return this;
  }

  StoreSettings storeSettings() {
    return StoreSettings.from(
        ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultReference()).resolve());
  }

  StoreFixture open() {
    InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
    try {
      store = NodeStore.open(storeSettings(), turns, clock, files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keys = store.newTurnKeyspace();
    return this;
  }

  DataStore data() {
    return store.dataStore();
  }

  /** Closes and opens again: everything is on disk then. */
  void reopen() {
    store.close();
    open();
  }

  /** Runs a command on one key as a blocking dispatcher would. */
  <T> T run(int database, String key, Function<TurnKeyspace, T> command) {
    int slot = Slots.of(Bytes.of(key));
    turns.take(slot);
    try {
      keys.begin(nowMs.get(), database, true);
      keys.onSlot(slot);
      T result = command.apply(keys);
      keys.commit();
      return result;
    } catch (RuntimeException e) {
      keys.rollback();
      throw e;
    } finally {
      turns.release(slot);
      store.commitGate().commit();
    }
  }

  String get(String key) {
    return get(0, key);
  }

  String get(int database, String key) {
    Value value = run(database, key, keyspace -> keyspace.read(Bytes.of(key)));
    return value == null ? null : value.data().latin1();
  }

  void set(String key, String value) {
    set(0, key, value, Value.NO_EXPIRY);
  }

  void set(int database, String key, String value, long expireAtMs) {
    run(
        database,
        key,
        keyspace -> {
          keyspace.put(Bytes.of(key), Value.string(Bytes.of(value), expireAtMs));
          return null;
        });
  }

  boolean delete(String key) {
    return delete(0, key);
  }

  boolean delete(int database, String key) {
    return run(database, key, keyspace -> keyspace.delete(Bytes.of(key)));
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy of the folder as a crash at this moment would leave it. */
  StoreFixture crashImage(Path target) {
    Path folder = copyOf(target, 0);
    StoreFixture image = new StoreFixture(folder);
    settings.forEach(
        (key, value) -> {
          if (!key.equals("slotwise.store.dir")) {
            image.settings.put(key, value);
          }
        });
    image.nowMs.set(nowMs.get());
    return image;
  }

  /** Files that go while they are copied (a cut journal) make it begin again. */
  private Path copyOf(Path target, int attempt) {
    Path folder = target.resolveSibling(target.getFileName() + "-" + attempt);
    try {
      copy(dir, folder);
      return folder;
    } catch (NoSuchFileException e) {
      if (attempt == COPY_ATTEMPTS_MAX) {
        throw new UncheckedIOException(e);
      }
      return copyOf(target, attempt + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
