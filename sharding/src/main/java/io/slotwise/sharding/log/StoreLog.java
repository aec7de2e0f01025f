package io.slotwise.sharding.log;

import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.sharding.replication.SlotRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log under a store: the {@link Journal} of a standalone node, or the replicated logs of a
 * cluster's shards. Whatever it is made of, each commit gets a position, and the positions of what
 * changes a slot ascend.
 */
public interface StoreLog extends CommitGate, AutoCloseable {

  /**
   * Appends one commit, in the turns of all slots that it touches: all of its effects, or after a
   * crash none.
   *
   * @param slot one of those it touches; the others are in the same shard
   * @return its position
   * @throws RuntimeException if it takes none; then nothing is appended
   */
  long append(LogEntry entry, int slot);

  /** Whether effects on the slot would be taken at present. */
  boolean takes(int slot);

  /** The slots whose effects would be taken at present, in ranges that one commit may touch. */
  List<SlotRange> ranges();

  /** Whether it is made of the logs of shards, which agree on no order among each other. */
  boolean isOfShards();

  /** The highest position so far. */
  long appendedPosition();

  /** Up to where memory has what the log holds. */
  Reach reach();

  /**
   * Waits until the disk has the log (in a cluster: a majority of disks) up to the last commit
   * appended.
   *
   * @param since noted before memory was looked at
   * @return false when that cannot be had at present, or effects were lost since then
   */
  boolean awaitSynced(Reach since) throws InterruptedException;

  /** Drops what the store's disk has for good. */
  void discardUpTo(Reach persisted);

  /** Prepares for {@link #discardUpTo} to drop all that is there now. */
  void endSegment() throws IOException;

  /** The bytes that a restart may have to read. */
  long sizeBytes();

  /** The bytes of what was appended that memory holds until they are in the log for good. */
  long pendingBytes();

  Durability durability();

  /**
   * Changes the durability.
   *
   * @throws IOException if it cannot
   */
  void setDurability(Durability next) throws IOException;

  /** Why the log cannot be written or synced at present, if it cannot. */
  Optional<String> writeError();

  /** Figures for INFO, by name. */
  Map<String, Object> figures();

  @Override
  void close();
}
