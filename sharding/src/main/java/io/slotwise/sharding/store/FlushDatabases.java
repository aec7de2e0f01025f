package io.slotwise.sharding.store;

import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.log.LogEntry;
import io.slotwise.sharding.replication.SlotRange;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * FLUSHDB and FLUSHALL: one effect in the log (of each shard), and memory forgets, while the turns
 * of all slots are held, so that no client of this node sees half of it. What is on disk is hidden
 * at once and deleted by the materialiser.
 */
final class FlushDatabases {

  private static final int EFFECT_BYTES = 2;

  private final StoreCore core;
  private final AllTurns allTurns;

  FlushDatabases(StoreCore core, AllTurns allTurns) {
    this.core = core;
    this.allTurns = allTurns;
  }

  /**
   * @param database -1 for all
   * @param slots those of whole shards
   * @return the log position
   * @throws CommandError when another node leads some of them: then nothing was done; or when that
   *     happened meanwhile
   */
  long run(int database, IntPredicate slots) {
    return allTurns.run(
        slots,
        () -> {
          int place = database < 0 ? database : core.places.of(database);
          List<SlotRange> flushed = ranges(slots);
          try {
            return flush(place, flushed);
          } finally {
            // Also where it has failed behind the first shard.
            core.keyWrites.onFlush(database, core.log.appendedPosition());
          }
        });
  }

  private List<SlotRange> ranges(IntPredicate slots) {
    if (IntStream.range(0, Slots.COUNT)
        .anyMatch(slot -> slots.test(slot) && !core.log.takes(slot))) {
      throw new CommandError(Errors.slotNotServed());
    }
    return core.log.ranges().stream().filter(range -> slots.test(range.first())).toList();
  }

  private long flush(int place, List<SlotRange> ranges) {
    long before = core.log.appendedPosition();
    long position = before;
    for (SlotRange slots : ranges) {
      core.announceDirty(place, slots);
      position = append(new Effect(place), slots, position > before);
      core.wipe(place, slots, position);
    }
    return position;
  }

  private long append(Effect effect, SlotRange slots, boolean hasBegun) {
    try {
      return core.log.append(effect, slots.first());
    } catch (CommandError lost) {
      // Who is told that nothing was done may do it again, and take away what came after the first.
      throw hasBegun ? new CommandError(NodeDataStore.OUTCOME_UNKNOWN) : lost;
    }
  }

  private record Effect(int place) implements LogEntry {
    @Override
    public int sizeBytes() {
      return EFFECT_BYTES;
    }

    @Override
    public int writeTo(byte[] target, int offset) {
      target[offset] = Effects.FLUSH;
      target[offset + 1] = (byte) (place < 0 ? Effects.ALL_DATABASES : place);
      return offset + EFFECT_BYTES;
    }
  }
}
