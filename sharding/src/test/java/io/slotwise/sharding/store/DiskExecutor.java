package io.slotwise.sharding.store;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.command.CommandHarness;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Runs handlers on a store that keeps hardly anything in memory, materialises every now and then,
 * and is closed and opened again, or crashes, in between.
 */
public final class DiskExecutor implements CommandHarness.Executor, AutoCloseable {

  private static final int[] ALL_SLOTS = IntStream.range(0, Slots.COUNT).toArray();

  private final Path dir;
  private final Random random;
  private StoreFixture fixture;
  private int images;
  private int database;

  /**
   * @param random decides what happens between commands
   */
  public DiskExecutor(Path dir, Random random) {
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
    fixture.store.setStringBytesMax(stringBytesMax);
  }

  public void select(int number) {
    database = number;
  }

  /** Lets something happen between two commands, or nothing. */
  public void pause() {
    int chance = random.nextInt(200);
    if (chance < 20) {
      StoreFixture.await(fixture.store.materialised());
    } else if (chance == 20) {
      fixture.reopen();
    } else if (chance == 21) {
      crash();
    }
  }

  @Override
  public Reply run(CommandDef def, Args args) {
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
    fixture.close();
  }
}
