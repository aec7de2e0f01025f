package io.slotwise.node.connection;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client that tracks may keep of that which it has read on other nodes: they know it too,
 * but cannot say so when they are gone. Used on the client's event loop.
 */
final class DistantReads {

  private final SlotOwners owners;

  /** By key, over which connection it was asked for. */
  private final Map<Bytes, PeerLink> keys = new HashMap<>(0);

  /** Of which scripts may have read something that their words do not say. */
  private final BitSet shardsOfScripts = new BitSet();

  /** Those that have got other leaders while something was under way. */
  private final BitSet overtaken = new BitSet();

  DistantReads(SlotOwners owners) {
    this.owners = owners;
  }

  void add(Bytes key, PeerLink link) {
    keys.put(key.compact(), link);
  }

  /** A script is sent to the node that serves this slot. */
  void addScript(int slot) {
    shardsOfScripts.set(owners.shardOf(slot));
  }

  /** The keys of a shard. */
  List<Bytes> of(int shard) {
    return keys.keySet().stream().filter(key -> shardOf(key) == shard).toList();
  }

  /** The keys that were asked for over a connection. */
  List<Bytes> over(PeerLink link) {
    return keys.entrySet().stream()
        .filter(read -> read.getValue() == link)
        .map(Map.Entry::getKey)
        .toList();
  }

  private int shardOf(Bytes key) {
    return owners.shardOf(Slots.of(key));
  }

  /** Whether scripts may have read more of a shard than {@link #of} says. */
  boolean hasScripts(int shard) {
    return shardsOfScripts.get(shard);
  }

  boolean hasScripts() {
    return !shardsOfScripts.isEmpty();
  }

  /** A shard has got another leader, and what is under way may tell nothing new of it. */
  void overtake(int shard) {
    overtaken.set(shard);
  }

  /** The shards that were overtaken since this was asked. */
  List<Integer> takeOvertaken() {
    if (overtaken.isEmpty()) {
      return List.of();
    }
    List<Integer> shards = overtaken.stream().boxed().toList();
    overtaken.clear();
    return shards;
  }

  void forget(Bytes key) {
    keys.remove(key);
  }

  /** All of a shard. */
  void forget(int shard) {
    keys.keySet().removeIf(key -> shardOf(key) == shard);
    shardsOfScripts.clear(shard);
  }

  void forgetAll() {
    keys.clear();
    shardsOfScripts.clear();
  }
}
