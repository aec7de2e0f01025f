package io.slotwise.sharding.store;

import io.slotwise.sharding.log.Journal;
import io.slotwise.sharding.log.JournalReader;
import io.slotwise.sharding.log.JournalReader.Recovered;
import io.slotwise.sharding.log.SegmentFiles;
import io.slotwise.sharding.log.StoreLog;
import java.io.IOException;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a store gets its log from when it is opened. */
@FunctionalInterface
interface LogSource {

  /**
   * Brings what the log has into memory, or sees to it that somebody will.
   *
   * @param position what RocksDB has
   */
  StoreLog open(StoreCore core, Materialiser materialiser, Replay replay, long position)
      throws IOException;

  /** The journal of a standalone node. */
  static LogSource journal(SegmentFiles files) {
    return (core, materialiser, replay, position) ->
        Journal.open(
            core.settings.journal(),
            files,
            JournalReader.recover(core.settings.journal(), position, replay));
  }

  /**
   * A log that brings what it has by itself once the store is open. If there is a journal, the
   * folder was that of a standalone node: RocksDB takes over what the journal has.
   *
   * @param logAt makes the log, given the highest position that the store has
   */
  static LogSource replicated(LongFunction<? extends StoreLog> logAt) {
    return (core, materialiser, replay, position) -> {
      Recovered recovered = JournalReader.recover(core.settings.journal(), position, replay);
      if (!recovered.isEmpty()) {
        takeOver(core, materialiser, recovered);
      }
      return logAt.apply(recovered.lastPosition());
    };
  }

  private static void takeOver(StoreCore core, Materialiser materialiser, Recovered recovered)
      throws IOException {
    materialiser.roundDuringReplay(recovered.lastPosition());
    // The slots are different shards' from now on.
    Reunion.run(core);
    core.rocks.flush(true);
    recovered.delete();
    Logger log = LoggerFactory.getLogger(LogSource.class);
    log.info("event=journal-taken-over position={}", recovered.lastPosition());
  }
}
