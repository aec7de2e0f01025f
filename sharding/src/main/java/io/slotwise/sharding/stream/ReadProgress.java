package io.slotwise.sharding.stream;

/**
 * How far a group has come, in entries: what Redis can say of it without counting them, and null or
 * {@link ConsumerGroup#UNKNOWN} where deleted entries in between make that impossible.
 */
public final class ReadProgress {

  private final Stream stream;
  private final ConsumerGroup group;

  public ReadProgress(Stream stream, ConsumerGroup group) {
    this.stream = stream;
    this.group = group;
  }

  /** Notes that a consumer is given an entry, which may be a new one to the group. */
  public void reach(StreamId id) {
    if (!id.isAfter(group.lastId())) {
      return;
    }
    long read = group.entriesRead();
    if (read != ConsumerGroup.UNKNOWN && !hasGapFrom(id)) {
      read++;
    } else if (stream.entriesAdded() != 0) {
      read = addedUpTo(id);
    }
    group.moveTo(id, read);
  }

  /** How many entries the group has still to read, or null. */
  public Long lag() {
    if (stream.entriesAdded() == 0) {
      return 0L;
    }
    boolean isCounted = group.entriesRead() != ConsumerGroup.UNKNOWN && !hasGapFrom(group.lastId());
    long read = isCounted ? group.entriesRead() : addedUpTo(group.lastId());
    return !isCounted && read == ConsumerGroup.UNKNOWN ? null : stream.entriesAdded() - read;
  }

  /** Whether an entry may have been deleted from an id on. */
  private boolean hasGapFrom(StreamId id) {
    StreamId deleted = stream.maxDeletedId();
    boolean isWhole = stream.length() == 0 || deleted.isZero() || stream.firstId().isAfter(deleted);
    return !isWhole && !id.isAfter(deleted);
  }

  /** How many entries were ever added up to an id, where that can be told. */
  public long addedUpTo(StreamId id) {
    long added = stream.entriesAdded();
    if (added == 0) {
      return 0;
    }
    int toLast = id.compareTo(stream.lastId());
    if (toLast == 0 || toLast < 0 && stream.length() == 0) {
      return added;
    }
    boolean isWhole =
        stream.maxDeletedId().isZero() || stream.maxDeletedId().isBefore(stream.firstId());
    int toFirst = id.compareTo(stream.firstId());
    if (toLast > 0 || toFirst > 0 || !isWhole) {
      return ConsumerGroup.UNKNOWN;
    }
    return added - stream.length() + (toFirst == 0 ? 1 : 0);
  }
}
