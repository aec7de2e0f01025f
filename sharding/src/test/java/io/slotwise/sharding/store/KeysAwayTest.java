package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.log.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Collections at keys in other slots than their pages, as RENAME leaves them. {@link
 * StoreModelProperties} has them among everything else; here is what is special about them.
 */
class KeysAwayTest {

  private static final String FROM = "from";
  private static final String TO = "to";
  private static final int HOME = Slots.of(Bytes.of(FROM));
  private static final int PAGES = 100;
  private static final String TEXT = "text".repeat(PAGES);

  @TempDir private Path dir;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(dir.resolve("data")).open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void renamed() {
    fixture.collect(0, FROM, "text", PAGES);
    fixture.rename(0, FROM, TO);
  }

  private PagedHeader header(String key) {
    return fixture.run(0, key, keys -> PagedHeader.of(keys.peek(Bytes.of(key))));
  }

  private void settle() {
    // The first round finds what was buried blindly, the second cleans up.
    await(fixture.store.materialised());
    await(fixture.store.materialised());
  }

  @Test
  void thePagesStayWhereTheyAre() {
    fixture.collect(0, FROM, "text", PAGES);
    long number = header(FROM).collection();
    fixture.rename(0, FROM, TO);
    assertThat(header(TO)).isEqualTo(new PagedHeader(number, PAGES, 0, true));
    assertThat(header(TO).homeSlot()).isEqualTo(HOME);
    fixture.rename(0, TO, "third");
    assertThat(fixture.get("third")).isEqualTo(TEXT);
    fixture.rename(0, "third", FROM);
    assertThat(header(FROM).isAway()).isFalse();
    fixture.reopen();
    assertThat(fixture.get(FROM)).isEqualTo(TEXT);
  }

  @Test
  void theTurnOfTheirSlotIsTakenAndGivenBack() {
    renamed();
    fixture.turns.take(HOME);
    assertThatThrownBy(() -> fixture.get(TO))
        .isInstanceOfSatisfying(
            MoreTurns.class, more -> assertThat(more.besides()).containsExactly(HOME));
    assertThatThrownBy(() -> fixture.delete(TO)).isInstanceOf(MoreTurns.class);
    TurnKeyspace onLoop = fixture.store.newTurnKeyspace();
    onLoop.begin(fixture.nowMs.get(), 0, false);
    assertThatThrownBy(() -> onLoop.pages(Bytes.of(TO), header(TO))).isSameAs(ColdRead.INSTANCE);
    onLoop.rollback();
    fixture.turns.release(HOME);

    onLoop.begin(fixture.nowMs.get(), 0, false);
    onLoop.pages(Bytes.of(TO), header(TO));
    assertThat(fixture.turns.isIdle(HOME)).isFalse();
    onLoop.commit();
    assertThat(fixture.turns.isIdle(HOME)).isTrue();
    assertThat(fixture.get(TO)).isEqualTo(TEXT);
    assertThat(fixture.delete(TO)).isTrue();
    assertThat(fixture.turns.isIdle(HOME)).isTrue();
  }

  @Test
  void thePagesGoWithTheKeyHoweverItGoes() {
    renamed();
    fixture.delete(TO);
    renamed();
    fixture.set(TO, "string");
    renamed();
    fixture.collect(0, TO, "other", 2);
    settle();
    assertThat(fixture.store.pagesOnDisk()).isEqualTo(2);
    renamed();
    fixture.reopen();
    fixture.set(TO, "written blindly");
    settle();
    assertThat(fixture.store.pagesOnDisk()).isZero();
    renamed();
    fixture.reopen();
    fixture.set(TO, "written blindly");
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(1);
    settle();
    assertThat(fixture.store.pagesOnDisk()).isZero();
  }

  @Test
  void expiryWaitsForTheTurnOfTheirSlot() {
    fixture.collect(0, FROM, "text", PAGES);
    fixture.rename(0, FROM, TO);
    fixture.run(
        0,
        TO,
        keys -> {
          Value value = keys.peek(Bytes.of(TO));
          keys.put(Bytes.of(TO), value.withExpiry(fixture.nowMs.get() + 10));
          return null;
        });
    fixture.reopen();
    fixture.nowMs.addAndGet(20);
    fixture.turns.take(HOME);
    await(fixture.store.expired());
    fixture.turns.release(HOME);
    await(fixture.store.expired());
    settle();
    assertThat(fixture.store.pagesOnDisk()).isZero();
    assertThat(await(fixture.data().keyCount(0))).isZero();
  }

  /** An older release takes such values for something else, and must not start on the folder. */
  @Test
  void theFoldersFormatSaysThatThereAreSuchKeys() throws IOException {
    Path format = dir.resolve("data").resolve("FORMAT");
    fixture.collect(0, FROM, "text", PAGES);
    fixture.rename(0, FROM, "{" + FROM + "}x");
    String first = Files.readString(format);
    assertThat(first).startsWith("slotwise-store 1\n");
    fixture.rename(0, "{" + FROM + "}x", TO);
    assertThat(Files.readString(format)).isEqualTo(first.replace("store 1", "store 2"));
    fixture.reopen();
    assertThat(fixture.get(TO)).isEqualTo(TEXT);
    fixture.close();
    fixture.becomeMember();
    assertThat(Files.readString(format)).isEqualTo(first);
  }

  @Test
  void whatNotEveryNodeCouldReadIsNotWritten() {
    fixture.store.setMayLeavePages(false);
    renamed();
    assertThat(header(TO).isAway()).isFalse();
    assertThat(fixture.get(TO)).isEqualTo(TEXT);
  }

  @Test
  void collectionsFromBeforeThereWereHomesAreCopied() {
    long older = HOME + 1;
    fixture.run(
        0,
        FROM,
        keys -> {
          keys.pages(Bytes.of(FROM)).put(older, 1, Bytes.of("text").toArray());
          byte[] data = new byte[PagedHeader.BYTES];
          new PagedHeader(older, 1, 0, false).writeTo(data);
          keys.put(Bytes.of(FROM), Value.collection(ValueType.LIST, data, Value.NO_EXPIRY));
          return null;
        });
    fixture.rename(0, FROM, TO);
    assertThat(header(TO).isAway()).isFalse();
    assertThat(header(TO).collection()).isNotEqualTo(older);
    assertThat(fixture.get(TO)).isEqualTo("text");
  }

  private void grow(int lastPage) {
    fixture.run(
        0,
        TO,
        keys -> {
          Bytes key = Bytes.of(TO);
          Value value = keys.peek(key);
          PagedHeader header = PagedHeader.of(value);
          keys.pages(key, header).put(header.collection(), lastPage, Bytes.of("more").toArray());
          byte[] data = value.bytes().clone();
          new PagedHeader(header.collection(), lastPage, 0, true).writeTo(data);
          keys.put(key, Value.collection(value.type(), data, Value.NO_EXPIRY));
          return null;
        });
  }

  /** Where the log does not say what is missing, a crash leaves what there was at one moment. */
  @Test
  void withoutALogTheKeyAndItsPagesReachTheDiskTogether() {
    fixture.with("materialise-batch-bytes", 1);
    fixture.reopen();
    renamed();
    await(fixture.store.setDurability(Durability.MEMORY));
    List<StoreFixture> crashed = new ArrayList<>();
    fixture.store.setProbe(
        () -> {
          fixture.store.flushRocks();
          crashed.add(fixture.crashImage(dir.resolve("image" + crashed.size())));
        });
    for (int page = PAGES + 1; page <= PAGES + 3; page++) {
      grow(page);
      await(fixture.store.materialised());
    }
    fixture.store.setProbe(() -> {});
    assertThat(crashed).hasSizeGreaterThan(6);
    for (StoreFixture image : crashed) {
      try (image) {
        image.open();
        assertThat(image.get(TO)).startsWith(TEXT);
      }
    }
  }

  /** They are different shards' then, which may go to different nodes. */
  @Test
  void theyComeHomeBeforeANodeBecomesAMember() {
    renamed();
    fixture.collect(0, "stays", "text", 3);
    fixture.rename(0, "stays", "away too");
    fixture.collect(0, "not away", "text", 3);
    await(fixture.store.materialised());
    fixture.rename(0, "away too", "stays");
    fixture.close();
    fixture.becomeMember();
    assertThat(header(TO).isAway()).isFalse();
    assertThat(fixture.get(TO)).isEqualTo(TEXT);
    assertThat(fixture.get("stays")).isEqualTo("text".repeat(3));
    assertThat(fixture.get("not away")).isEqualTo("text".repeat(3));
    assertThat(fixture.store.pagesOnDisk()).isEqualTo(PAGES + 6);
    fixture.rename(0, TO, FROM);
    assertThat(fixture.get(FROM)).isEqualTo(TEXT);
    fixture.delete(FROM);
    settle();
    assertThat(fixture.store.pagesOnDisk()).isEqualTo(6);
  }
}
