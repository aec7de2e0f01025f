package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Whole databases: for commands that walk through their keys, count or drop them. */
public interface AllKeys {

  /**
   * How many keys a database holds, expired ones that nobody has met yet included, as Redis counts.
   * Exact.
   */
  CompletionStage<Long> keyCount(int database);

  /**
   * One step of a scan. A key that is there from the first step to the last is returned at least
   * once; a step looks at about {@code countHint} keys, possibly none.
   *
   * @param cursor 0 to start, then what the step before answered: see {@link ScanCursor}
   */
  CompletionStage<ScanStep> scan(int database, long cursor, KeyFilter filter, int countHint);

  /** A random live key, or null in an empty database. */
  CompletionStage<Bytes> randomKey(int database);

  /**
   * Empties one database, or all with {@code database = -1}. The space comes back in the
   * background.
   */
  CompletionStage<Void> flush(int database);

  /** Whether {@link #swap} can be done: not where several logs would have to agree on it. */
  default boolean canSwap() {
    return false;
  }

  /** Lets two databases change places, for all clients at once; only where {@link #canSwap}. */
  default CompletionStage<Void> swap(int first, int second) {
    throw new IllegalStateException("databases cannot change places here");
  }

  /**
   * @param cursor 0 when the scan is over
   * @param keys that have passed the filter
   */
  record ScanStep(long cursor, List<Bytes> keys) {}
}
