package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import java.util.List;
import java.util.function.IntConsumer;

/** Who reads for a group, and the ids of what he has been given: a tree of nothing but ids. */
public final class Consumer {

  private final Bytes name;
  private final KeyedTree pendingIds;
  private long seenAtMs;
  private boolean changed;

  private Consumer(Bytes name, KeyedTree pendingIds, long seenAtMs) {
    this.name = name;
    this.pendingIds = pendingIds;
    this.seenAtMs = seenAtMs;
  }

  static Consumer create(Bytes name, StreamPages pages, long nowMs) {
    KeyedTree pendingIds = KeyedTree.create(pages.collection(), pages.inConsumer());
    Consumer consumer = new Consumer(name.compact(), pendingIds, nowMs);
    consumer.changed = true;
    return consumer;
  }

  static Consumer read(Bytes element, StreamPages pages) {
    Unpacker unpacker = Unpacker.of(element);
    Bytes name = unpacker.name();
    long seenAtMs = unpacker.fixed64();
    KeyedTree pendingIds = KeyedTree.read(unpacker, pages.collection(), pages.inConsumer());
    return new Consumer(name, pendingIds, seenAtMs);
  }

  static Bytes key(Bytes name) {
    return new Packer(name.length() + 2).name(name).toBytes();
  }

  Bytes toBytes() {
    Packer packer = new Packer(64).name(name).fixed64(seenAtMs);
    pendingIds.writeTo(packer);
    return packer.toBytes();
  }

  void forEachPage(IntConsumer visitor) {
    pendingIds.forEachPage(visitor);
  }

  public Bytes name() {
    return name;
  }

  /** When he last asked for entries. */
  public long seenAtMs() {
    return seenAtMs;
  }

  public void seen(long nowMs) {
    changed |= seenAtMs != nowMs;
    seenAtMs = nowMs;
  }

  public long pendingCount() {
    return pendingIds.count();
  }

  boolean isChanged() {
    return changed;
  }

  KeyedTree pendingIds() {
    return pendingIds;
  }

  void add(StreamId id) {
    Bytes key = id.key();
    pendingIds.put(key, key);
    changed = true;
  }

  /** Notes ids that are behind all that he has, in their order. */
  void append(List<Bytes> idKeys) {
    pendingIds.append(idKeys);
    changed = true;
  }

  void remove(StreamId id) {
    pendingIds.remove(id.key());
    changed = true;
  }
}
