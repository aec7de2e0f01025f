package io.slotwise.sharding.store;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.command.CommandHarness;
import io.slotwise.sharding.lock.Footprint;
import io.slotwise.sharding.lock.LockTransaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Runs handlers on a store that keeps hardly anything in memory, materialises every now and then,
 * and is closed and opened again, or crashes, in between. With transactions, several commands at a
 * time are committed together at the end, and nobody sees any of it before.
 */
public final class DiskExecutor implements CommandHarness.Executor, AutoCloseable {

  private static final int COMMANDS_IN_TRANSACTION_MAX = 12;
  private static final int[] ALL_SLOTS = IntStream.range(0, Slots.COUNT).toArray();

  private final Path dir;
  private final Random random;
  private StoreFixture fixture;
  private int images;
  private int database;
  private final boolean transactions;
  private LockTransaction locks;
  private int commandsLeft;
  private List<Long> keyCountsBefore;

  /**
   * @param random decides what happens between commands
   * @param transactions whether commands are run in transactions that give back their turns
   */
  public DiskExecutor(Path dir, Random random, boolean transactions) {
    this.transactions = transactions;
    this.dir = dir;
    this.random = random;
    fixture =
        new StoreFixture(dir.resolve("data"))
            .with("hot-cache-bytes", 1)
            .with("materialise-batch-bytes", 1)
            .with("write-buffer-bytes", "64 KiB")
            .open();
  }

  /** For the commands that follow: the time, and how long a string may grow. */
  public void set(long nowMs, long stringBytesMax) {
    fixture.nowMs.set(nowMs);
    fixture.store.setStringBounds(stringBytesMax, stringBytesMax);
  }

  public void select(int number) {
    database = number;
  }

  /** Lets something happen between two commands, or nothing. */
  public void pause() {
    int chance = random.nextInt(200);
    if (chance < 20) {
      StoreFixture.await(fixture.store.materialised());
    } else if (locks != null) {
      checkNobodySees(chance);
    } else if (chance == 20) {
      fixture.reopen();
    } else if (chance == 21) {
      crash();
    }
  }

  private void checkNobodySees(int chance) {
    if (chance < 40) {
      StoreFixture.await(fixture.store.expired());
    }
    if (chance < 60 && !keyCounts().equals(keyCountsBefore)) {
      throw new AssertionError("keys appear before the commit");
    }
  }

  private List<Long> keyCounts() {
    return IntStream.range(0, 2)
        .mapToObj(number -> StoreFixture.await(fixture.data().keyCount(number)))
        .toList();
  }

  private void beginTransaction() {
    locks = fixture.store.locks().newTransaction(Footprint.everything());
    StoreFixture.await(locks.acquire());
    keyCountsBefore = keyCounts();
    commandsLeft = 1 + random.nextInt(COMMANDS_IN_TRANSACTION_MAX);
    fixture.keys.begin(fixture.nowMs.get(), database, true);
    fixture.keys.holdingLocks(locks);
    fixture.keys.holding(ALL_SLOTS);
  }

  private void endTransaction() {
    fixture.keys.commit();
    locks.end();
    locks = null;
    fixture.store.commitGate().commit();
  }

  private Reply runInTransaction(CommandDef def, Args args) {
    if (locks == null) {
      beginTransaction();
    }
    fixture.keys.proceed(database);
    try {
      return CommandHarness.handle(def, fixture.keys, args);
    } catch (CommandError error) {
      return error.reply();
    } finally {
      if (--commandsLeft == 0) {
        endTransaction();
      }
    }
  }

  @Override
  public Reply run(CommandDef def, Args args) {
    return transactions ? runInTransaction(def, args) : runAlone(def, args);
  }

  private Reply runAlone(CommandDef def, Args args) {
    TurnKeyspace keys = fixture.keys;
    keys.begin(fixture.nowMs.get(), database, true);
    keys.holding(ALL_SLOTS);
    try {
      Reply reply = CommandHarness.handle(def, keys, args);
      keys.commit();
      return reply;
    } catch (CommandError error) {
      keys.rollback();
      return error.reply();
    } catch (RuntimeException | AssertionError defect) {
      keys.rollback();
      throw defect;
    } finally {
      fixture.store.commitGate().commit();
    }
  }

  private void crash() {
    fixture.awaitDurable();
    StoreFixture image = fixture.crashImage(dir.resolve("image" + ++images));
    fixture.close();
    fixture = image.open();
  }

  @Override
  public void close() {
    if (locks != null) {
      endTransaction();
    }
    fixture.close();
  }
}
