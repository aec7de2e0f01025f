package io.slotwise.sharding.store;

import com.typesafe.config.ConfigFactory;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Pages;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.CollectionCopy;
import io.slotwise.sharding.collection.CollectionCopy.Place;
import io.slotwise.sharding.log.SegmentFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
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
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A store in a folder, with a clock that stands still, used as an event loop would use it. */
final class StoreFixture implements AutoCloseable {

  private static final int COPY_ATTEMPTS_MAX = 10;

  static final long START_MS = 1_700_000_000_000L;

  final Path dir;
  final Map<String, Object> settings = new TreeMap<>();
  final AtomicLong nowMs = new AtomicLong(START_MS);
  final TestTurns turns = new TestTurns();
  SegmentFiles files = SegmentFiles.DISK;
  Upkeep upkeep = Upkeep.NONE;
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
    return openOn(LogSource.journal(files));
  }

  StoreFixture openOn(LogSource source) {
    InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
    try {
      store = NodeStore.open(storeSettings(), turns, clock, upkeep, source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keys = store.newTurnKeyspace();
    return this;
  }

  /** Opens the folder as that of a member, whose log takes what it is given and lets it be. */
  void becomeMember() {
    openOn(
        (core, materialiser, replay, position) -> {
          LogSource.replicated(at -> null).open(core, materialiser, replay, position);
          return LogSource.journal(files).open(core, materialiser, replay, 0);
        });
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

  /** Puts what is at a key at another in its place, which may be in another slot. */
  void rename(int database, String from, String to) {
    runOnTwo(database, from, to, () -> move(Bytes.of(from), Bytes.of(to)));
  }

  /** Has two keys have what the other had, in one commit, as EXEC may. */
  void swap(String one, String other) {
    Bytes between = Bytes.of("{" + one + "}between");
    runOnTwo(
        0,
        one,
        other,
        () -> {
          move(Bytes.of(one), between);
          move(Bytes.of(other), Bytes.of(one));
          move(between, Bytes.of(other));
        });
  }

  private void move(Bytes from, Bytes to) {
    Value value = keys.peek(from);
    if (value != null && !from.equals(to)) {
      Value moved =
          new CollectionCopy(new Place(keys, from), value, visitor -> treePages(value, visitor))
              .movedTo(new Place(keys, to));
      keys.put(to, moved);
      keys.delete(from);
    }
  }

  private void runOnTwo(int database, String one, String other, Runnable command) {
    int[] slots =
        IntStream.of(Slots.of(Bytes.of(one)), Slots.of(Bytes.of(other)))
            .sorted()
            .distinct()
            .toArray();
    try {
      turns.runExclusively(
          slots,
          () -> {
            keys.begin(nowMs.get(), database, true);
            keys.holding(slots);
            command.run();
            keys.commit();
          });
    } catch (RuntimeException e) {
      keys.rollback();
      throw e;
    } finally {
      store.commitGate().commit();
    }
  }

  private static void treePages(Value value, IntConsumer visitor) {
    IntStream.rangeClosed(1, PagedHeader.of(value).lastPage()).forEach(visitor);
  }

  String get(String key) {
    return get(0, key);
  }

  String get(int database, String key) {
    return run(database, key, keyspace -> text(keyspace.in(database), Bytes.of(key)));
  }

  /** A string, or the pages of a collection one after the other, or null. */
  private static String text(Keyspace keyspace, Bytes key) {
    Value value = keyspace.read(key);
    if (value == null || !PagedHeader.isPaged(value)) {
      return value == null ? null : value.data().latin1();
    }
    PagedHeader header = PagedHeader.of(value);
    Pages pages = keyspace.pages(key, header);
    StringBuilder text = new StringBuilder();
    for (int page = 1; page <= header.lastPage(); page++) {
      text.append(Bytes.wrap(pages.read(header.collection(), page)).latin1());
    }
    return text.toString();
  }

  /** Puts a collection of so many equal pages at the key. */
  void collect(int database, String key, String page, int pages) {
    run(
        database,
        key,
        keyspace -> {
          long collection = keyspace.newCollection(Bytes.of(key));
          for (int i = 1; i <= pages; i++) {
            keyspace.pages(Bytes.of(key)).put(collection, i, Bytes.of(page).toArray());
          }
          putHeader(keyspace, key, new PagedHeader(collection, pages, 0, false));
          return null;
        });
  }

  /** Puts text into a page of the collection at the key, in place of as much as it is long. */
  void change(int database, String key, int page, int offset, String text) {
    run(
        database,
        key,
        keyspace -> {
          PagedHeader header = PagedHeader.of(keyspace.peek(Bytes.of(key)));
          Pages pages = keyspace.pages(Bytes.of(key), header);
          byte[] bytes = pages.read(header.collection(), page).clone();
          Bytes.of(text).copyTo(bytes, offset);
          pages.put(header.collection(), page, bytes);
          putHeader(keyspace, key, header);
          return null;
        });
  }

  /** The same if there is such a page. */
  void changeIfCollection(String key, int page, String text) {
    Value value = run(0, key, keyspace -> keyspace.peek(Bytes.of(key)));
    if (value != null && PagedHeader.isPaged(value) && PagedHeader.of(value).lastPage() >= page) {
      change(0, key, page, 7 * page, text);
    }
  }

  private static void putHeader(Keyspace keyspace, String key, PagedHeader header) {
    byte[] data = new byte[PagedHeader.BYTES];
    header.writeTo(data);
    keyspace.put(Bytes.of(key), Value.collection(ValueType.LIST, data, Value.NO_EXPIRY));
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

  /** Waits until everything would be acknowledged. */
  void awaitDurable() {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> store.commitGate().durablePosition() == store.appendedPosition());
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
