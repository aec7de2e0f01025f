package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.AllKeys.ScanStep;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * The store is a map, whatever happens: any history of writes, deletes, expiry, flushes,
 * materialising, clean restarts and crashes (also in the middle of materialising) leaves what a map
 * in memory would hold. After every history: every key, the number of keys, and a full scan.
 */
class StoreModelProperties {

  private static final int KEYS = 10;
  private static final int DATABASES = 2;

  enum Kind {
    PUT,
    PUT_BLIND,
    PUT_EXPIRING,
    COLLECT,
    COLLECT_MANY_PAGES,
    CHANGE_PAGE,
    RENAME,
    RENAME_AND_BACK,
    DELETE,
    READ,
    ROLLBACK,
    TWO_KEYS,
    MATERIALISE,
    FLUSH_MEMTABLE,
    FLUSH_DATABASE,
    FLUSH_ALL,
    ADVANCE_CLOCK,
    EXPIRE,
    REOPEN,
    CRASH,
    CRASH_IN_ROUND,
    COUNT
  }

  record Op(Kind kind, int key, int argument) {}

  /**
   * @param pages of a collection, else 0
   */
  private record Stored(String value, long expireAtMs, int pages) {}

  /** The map in memory. */
  private static final class Model {
    private final Map<String, Stored> keys = new HashMap<>();

    static String name(int database, String key) {
      return database + "/" + key;
    }

    Set<String> live(int database, long nowMs) {
      return keys.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(database + "/"))
          .filter(entry -> isLive(entry.getValue(), nowMs))
          .map(entry -> entry.getKey().substring(2))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    static boolean isLive(Stored stored, long nowMs) {
      return stored.expireAtMs() == Value.NO_EXPIRY || stored.expireAtMs() > nowMs;
    }

    String get(int database, String key, long nowMs) {
      Stored stored = keys.get(name(database, key));
      return stored == null || !isLive(stored, nowMs) ? null : stored.value();
    }
  }

  @Provide
  Arbitrary<List<Op>> histories() {
    Arbitrary<Kind> writes =
        Arbitraries.of(
            Kind.PUT,
            Kind.PUT_BLIND,
            Kind.PUT_EXPIRING,
            Kind.COLLECT,
            Kind.CHANGE_PAGE,
            Kind.RENAME,
            Kind.DELETE,
            Kind.READ);
    Arbitrary<Kind> kinds = Arbitraries.oneOf(writes, Arbitraries.of(Kind.class));
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, KEYS - 1),
            Arbitraries.integers().between(0, 9))
        .as(Op::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(60);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void theStoreIsAMapWhateverHappens(@ForAll("histories") List<Op> history) throws IOException {
    new Run(StoreFixture::new).run(history);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void alsoWhenMemoryHoldsNothing(@ForAll("histories") List<Op> history) throws IOException {
    new Run(
            dir ->
                new StoreFixture(dir)
                    .with("hot-cache-bytes", 1)
                    .with("materialise-batch-bytes", 1)
                    .with("write-buffer-bytes", "64 KiB")
                    .with("journal-segment-bytes", "64 KiB"))
        .run(history);
  }

  private static final class Run {
    private final java.util.function.Function<Path, StoreFixture> maker;
    private final Model model = new Model();
    private final Path folder;
    private StoreFixture fixture;
    private int images;
    private int writes;

    Run(java.util.function.Function<Path, StoreFixture> maker) throws IOException {
      this.maker = maker;
      this.folder = Files.createTempDirectory("store-model");
    }

    void run(List<Op> history) throws IOException {
      try {
        fixture = maker.apply(folder.resolve("data")).open();
        for (Op op : history) {
          apply(op);
        }
        check();
        fixture.reopen();
        check();
        checkPages();
      } finally {
        fixture.close();
        delete(folder);
      }
    }

    private void apply(Op op) {
      int database = op.argument() % DATABASES;
      String key = "key" + op.key();
      long nowMs = fixture.nowMs.get();
      switch (op.kind()) {
        case PUT -> put(database, key, Value.NO_EXPIRY, true);
        case PUT_BLIND -> put(database, key, Value.NO_EXPIRY, false);
        case PUT_EXPIRING -> put(database, key, nowMs + op.argument() * 100L, false);
        case COLLECT -> collect(database, key, 1 + op.argument() % 3);
        case COLLECT_MANY_PAGES -> collect(database, key, 80);
        case CHANGE_PAGE -> changePage(database, key, op.argument());
        case RENAME -> rename(database, key, "key" + op.argument());
        case RENAME_AND_BACK -> renameAndBack(database, key, op.argument() < 3);
        case DELETE -> {
          boolean was = model.get(database, key, nowMs) != null;
          assertThat(fixture.delete(database, key)).isEqualTo(was);
          model.keys.remove(Model.name(database, key));
        }
        case READ ->
            assertThat(fixture.get(database, key)).isEqualTo(model.get(database, key, nowMs));
        case ROLLBACK -> rollBack(database, key);
        case TWO_KEYS -> {
          put(0, key, Value.NO_EXPIRY, true);
          put(1, "key" + op.argument(), Value.NO_EXPIRY, true);
        }
        case MATERIALISE -> await(fixture.store.materialised());
        case FLUSH_MEMTABLE -> await(fixture.data().flushMemtable());
        case FLUSH_DATABASE -> {
          await(fixture.data().flush(database));
          model.keys.keySet().removeIf(name -> name.startsWith(database + "/"));
        }
        case FLUSH_ALL -> {
          await(fixture.data().flush(-1));
          model.keys.clear();
        }
        case ADVANCE_CLOCK -> fixture.nowMs.addAndGet(op.argument() * 60L);
        case EXPIRE -> await(fixture.store.expired());
        case REOPEN -> fixture.reopen();
        case CRASH -> continueOn(image());
        case CRASH_IN_ROUND -> crashInRound(op.argument());
        case COUNT -> count();
        default -> throw new IllegalStateException(op.toString());
      }
    }

    private void put(int database, String key, long expireAtMs, boolean readFirst) {
      if (readFirst) {
        assertThat(fixture.get(database, key))
            .isEqualTo(model.get(database, key, fixture.nowMs.get()));
      }
      String value = "value" + ++writes;
      fixture.set(database, key, value, expireAtMs);
      model.keys.put(Model.name(database, key), new Stored(value, expireAtMs, 0));
    }

    private void collect(int database, String key, int pages) {
      String page = ("page" + ++writes + "-").repeat(30);
      fixture.collect(database, key, page, pages);
      model.keys.put(
          Model.name(database, key), new Stored(page.repeat(pages), Value.NO_EXPIRY, pages));
    }

    private void changePage(int database, String key, int argument) {
      Stored stored = model.keys.get(Model.name(database, key));
      if (stored == null || stored.pages() == 0) {
        return;
      }
      int page = 1 + argument % stored.pages();
      int pageLength = stored.value().length() / stored.pages();
      int offset = argument * 7;
      String text = "<" + ++writes + ">";
      fixture.change(database, key, page, offset, text);
      StringBuilder changed = new StringBuilder(stored.value());
      int at = (page - 1) * pageLength + offset;
      changed.replace(at, at + text.length(), text);
      model.keys.put(
          Model.name(database, key),
          new Stored(changed.toString(), Value.NO_EXPIRY, stored.pages()));
    }

    /** Into another slot: the pages stay where they are. */
    private void rename(int database, String from, String to) {
      fixture.rename(database, from, to);
      Stored stored = model.keys.get(Model.name(database, from));
      if (stored != null && Model.isLive(stored, fixture.nowMs.get()) && !from.equals(to)) {
        model.keys.remove(Model.name(database, from));
        model.keys.put(Model.name(database, to), stored);
      }
    }

    /** What moves with its value from key to key in one commit is not dropped. */
    private void renameAndBack(int database, String key, boolean crashBetween) {
      Bytes from = Bytes.of(key);
      Bytes to = Bytes.of("{" + key + "}x");
      for (Bytes[] way : new Bytes[][] {{from, to}, {to, from}}) {
        fixture.run(
            database,
            key,
            keyspace -> {
              Value value = keyspace.peek(way[0]);
              if (value != null) {
                keyspace.put(way[1], value);
                keyspace.delete(way[0]);
              }
              return null;
            });
        if (crashBetween) {
          continueOn(image());
        }
      }
    }

    private void rollBack(int database, String key) {
      Bytes name = Bytes.of(key);
      // In the same slot by its hash tag.
      Bytes fresh = Bytes.of("{" + key + "}x");
      assertThatThrownBy(
              () ->
                  fixture.run(
                      database,
                      key,
                      keyspace -> {
                        keyspace.put(name, Value.string(Bytes.of("rolled back")));
                        keyspace.delete(name);
                        keyspace.put(fresh, Value.string(Bytes.of("rolled back")));
                        throw new IllegalStateException("on purpose");
                      }))
          .hasMessage("on purpose");
    }

    private StoreFixture image() {
      // Only what has been acknowledged must survive.
      fixture.awaitDurable();
      return fixture.crashImage(folder.resolve("image" + ++images));
    }

    /** Takes the picture at one of the steps of a round, as a crash there would leave it. */
    private void crashInRound(int step) {
      StoreFixture[] taken = new StoreFixture[1];
      int[] left = {step};
      fixture.store.setProbe(
          () -> {
            if (left[0]-- == 0) {
              taken[0] = image();
            }
          });
      await(fixture.store.materialised());
      fixture.store.setProbe(() -> {});
      continueOn(taken[0] == null ? image() : taken[0]);
    }

    private void continueOn(StoreFixture image) {
      fixture.close();
      fixture = image.open();
    }

    private void count() {
      await(fixture.store.expired());
      for (int database = 0; database < DATABASES; database++) {
        assertThat(await(fixture.data().keyCount(database)))
            .as(
                "keys in database %s, of which a scan finds %s and the model %s",
                database, scan(database), model.live(database, fixture.nowMs.get()))
            .isEqualTo(model.live(database, fixture.nowMs.get()).size());
      }
    }

    private void check() {
      count();
      for (int database = 0; database < DATABASES; database++) {
        for (int i = 0; i < KEYS; i++) {
          String key = "key" + i;
          assertThat(fixture.get(database, key))
              .as("%s in %s", key, database)
              .isEqualTo(model.get(database, key, fixture.nowMs.get()));
          assertThat(fixture.get(database, "{" + key + "}x")).isNull();
        }
        assertThat(scan(database)).isEqualTo(model.live(database, fixture.nowMs.get()));
        String prefix = database + "/";
        long expiring =
            model.keys.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .filter(entry -> Model.isLive(entry.getValue(), fixture.nowMs.get()))
                .filter(entry -> entry.getValue().expireAtMs() != Value.NO_EXPIRY)
                .count();
        assertThat(fixture.data().databaseStats(database).keysWithExpiry()).isEqualTo(expiring);
      }
    }

    /** Everything that is not a part of a collection is gone from the disk, too. */
    private void checkPages() {
      // The first round finds what was buried blindly, the second cleans up.
      await(fixture.store.materialised());
      await(fixture.store.materialised());
      long pages = model.keys.values().stream().mapToLong(Stored::pages).sum();
      assertThat(fixture.store.pagesOnDisk()).isEqualTo(pages);
    }

    private Set<String> scan(int database) {
      Set<String> keys = new TreeSet<>();
      long cursor = 0;
      do {
        ScanStep step = await(fixture.data().scan(database, cursor, KeyFilter.ALL, 3));
        step.keys().forEach(key -> keys.add(key.latin1()));
        cursor = step.cursor();
      } while (cursor != 0);
      return keys;
    }

    private static void delete(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
