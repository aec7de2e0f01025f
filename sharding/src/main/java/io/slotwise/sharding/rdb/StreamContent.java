package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.stream.StreamEntry;
import io.slotwise.sharding.stream.StreamId;
import java.util.List;

/**
 * All that a stream is.
 *
 * @param entries in ascending order of their ids
 * @param lastId not below that of the last entry
 */
public record StreamContent(
    List<StreamEntry> entries,
    StreamId lastId,
    StreamId maxDeletedId,
    long entriesAdded,
    List<Group> groups) {

  /** Of a group of which nobody has counted what it has read. */
  public static final long UNKNOWN = -1;

  /**
   * A consumer group.
   *
   * @param entriesRead how many entries it has read, or {@link #UNKNOWN}
   */
  public record Group(
      Bytes name,
      StreamId lastId,
      long entriesRead,
      List<Delivery> pending,
      List<ConsumerContent> consumers) {}

  /** An entry that somebody has been given and has not acknowledged. */
  public record Delivery(StreamId id, long deliveredAtMs, long deliveries) {}

  /**
   * A consumer.
   *
   * @param pending what he has been given, all of it pending in the group
   */
  public record ConsumerContent(Bytes name, long seenAtMs, List<StreamId> pending) {}
}
