package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.collection.TreeCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * Consumers who share the entries of a stream, and what they have been given and have not
 * acknowledged. That is kept twice: by id, with who has it and when he got it; and as bare ids of
 * each consumer, so that nobody's history costs walking through that of others.
 *
 * <p>An element of the stream's tree of groups: name, last id, entries read, the state of the tree
 * of pending entries, the state of the tree of consumers.
 */
public final class ConsumerGroup {

  /** Redis's word for a count of entries read that nobody knows. */
  public static final long UNKNOWN = -1;

  private final Bytes name;
  private final StreamPages pages;
  private final KeyedTree pending;
  private final KeyedTree consumers;

  /** Those that this command has met, and that may have changed. */
  private final Map<Bytes, Consumer> met = new HashMap<>();

  private StreamId lastId;
  private long entriesRead;

  private ConsumerGroup(Bytes name, StreamPages pages, KeyedTree pending, KeyedTree consumers) {
    this.name = name;
    this.pages = pages;
    this.pending = pending;
    this.consumers = consumers;
  }

  static ConsumerGroup create(Bytes name, StreamPages pages) {
    KeyedTree pending = KeyedTree.create(pages.collection(), pages.inGroup());
    KeyedTree consumers = KeyedTree.create(pages.collection(), pages.inGroup());
    return new ConsumerGroup(name.compact(), pages, pending, consumers);
  }

  static ConsumerGroup read(Bytes element, StreamPages pages) {
    Unpacker unpacker = Unpacker.of(element);
    Bytes name = unpacker.name();
    StreamId lastId = unpacker.id();
    long entriesRead = unpacker.signed();
    KeyedTree pending = KeyedTree.read(unpacker, pages.collection(), pages.inGroup());
    KeyedTree consumers = KeyedTree.read(unpacker, pages.collection(), pages.inGroup());
    ConsumerGroup group = new ConsumerGroup(name, pages, pending, consumers);
    group.moveTo(lastId, entriesRead);
    return group;
  }

  /** The group as an element; its consumers as they are now. */
  Bytes toBytes() {
    for (Consumer consumer : met.values()) {
      if (consumer.isChanged()) {
        consumers.put(Consumer.key(consumer.name()), consumer.toBytes());
      }
    }
    Packer packer = new Packer(128).name(name).id(lastId).signed(entriesRead);
    pending.writeTo(packer);
    consumers.writeTo(packer);
    return packer.toBytes();
  }

  void forEachPage(IntConsumer visitor) {
    pending.forEachPage(visitor);
    consumers.forEachPage(visitor);
    consumers().forEach(consumer -> consumer.forEachPage(visitor));
  }

  static Bytes key(Bytes name) {
    return new Packer(name.length() + 2).name(name).toBytes();
  }

  public Bytes name() {
    return name;
  }

  /** The last entry that any consumer was given as a new one. */
  public StreamId lastId() {
    return lastId;
  }

  /** How many entries of the stream the group has read, or {@link #UNKNOWN}. */
  public long entriesRead() {
    return entriesRead;
  }

  public void moveTo(StreamId newLastId, long newEntriesRead) {
    lastId = newLastId;
    entriesRead = newEntriesRead;
  }

  /** How many consumers there were when the command began. */
  public long consumerCount() {
    return consumers.count();
  }

  /** The consumer of a name, or null. */
  public Consumer consumer(Bytes consumerName) {
    Consumer known = met.get(consumerName);
    if (known != null) {
      return known;
    }
    Bytes element = consumers.find(Consumer.key(consumerName));
    if (element == null) {
      return null;
    }
    Consumer consumer = Consumer.read(element, pages);
    met.put(consumer.name(), consumer);
    return consumer;
  }

  /** A consumer of a name that the group does not know yet. */
  public Consumer createConsumer(Bytes consumerName, long nowMs) {
    Consumer consumer = Consumer.create(consumerName, pages, nowMs);
    met.put(consumer.name(), consumer);
    return consumer;
  }

  /** All consumers by name, as they were when the command began. */
  public List<Consumer> consumers() {
    List<Consumer> all = new ArrayList<>();
    TreeCursor cursor = consumers.forward(0);
    while (cursor.next()) {
      all.add(Consumer.read(cursor.element(), pages));
    }
    return all;
  }

  /** Forgets a consumer and all that he had. */
  public void delete(Consumer consumer) {
    TreeCursor ids = consumer.pendingIds().forward(0);
    while (ids.next()) {
      pending.remove(ids.element());
    }
    consumer.pendingIds().clear();
    consumers.remove(Consumer.key(consumer.name()));
    met.remove(consumer.name());
  }

  /** Gives all pages back, for a group that is about to go. */
  void clear() {
    for (Consumer consumer : consumers()) {
      consumer.pendingIds().clear();
    }
    consumers.clear();
    pending.clear();
  }

  public long pendingCount() {
    return pending.count();
  }

  public StreamId firstPendingId() {
    return Pending.read(pending.first()).id();
  }

  public StreamId lastPendingId() {
    return Pending.read(pending.last()).id();
  }

  /** What is known of a pending entry, or null when it is none. */
  public Pending pending(StreamId id) {
    Bytes element = pending.find(id.key());
    return element == null ? null : Pending.read(element);
  }

  /**
   * Offers pending entries one after the other, of one consumer or of all.
   *
   * @param owner whose, or null
   * @param visitor answers whether to go on
   */
  public void visitPending(Consumer owner, StreamId from, Predicate<Pending> visitor) {
    KeyedTree ids = owner == null ? pending : owner.pendingIds();
    TreeCursor cursor = ids.forward(ids.rankOf(from.key()));
    boolean goesOn = true;
    while (goesOn && cursor.next()) {
      Bytes element = owner == null ? cursor.element() : pending.find(cursor.element());
      goesOn = visitor.test(Pending.read(element));
    }
  }

  /** Pending entries as {@link #visitPending} offers them: the first ones, or all for 0. */
  public List<Pending> pendingOf(Consumer owner, StreamId from, long count) {
    List<Pending> found = new ArrayList<>();
    visitPending(
        owner,
        from,
        known -> {
          found.add(known);
          return found.size() != count;
        });
    return found;
  }

  /**
   * Gives an entry to a consumer, whoever had it.
   *
   * @param before who had it, or null when it was not pending
   */
  public void give(Pending before, Consumer to, StreamId id, long deliveredAtMs, long deliveries) {
    if (before != null && !before.consumer().equals(to.name())) {
      consumer(before.consumer()).remove(id);
    }
    if (before == null || !before.consumer().equals(to.name())) {
      to.add(id);
    }
    Pending now = new Pending(id, to.name(), deliveredAtMs, deliveries);
    pending.put(id.key(), now.toBytes());
  }

  /** Gives entries to a consumer as if they had never been given to anybody, in their order. */
  public void giveFirst(List<StreamEntry> entries, Consumer to, long deliveredAtMs) {
    if (entries.isEmpty()) {
      return;
    }
    if (pending.isBehindLast(entries.get(0).id().key())) {
      appendFirst(entries, to, deliveredAtMs);
      return;
    }
    // The group was set back: some of them may be pending.
    for (StreamEntry entry : entries) {
      give(pending(entry.id()), to, entry.id(), deliveredAtMs, 1);
    }
  }

  /** What is new to all trees goes to their ends at once: each page is written once. */
  private void appendFirst(List<StreamEntry> entries, Consumer to, long deliveredAtMs) {
    List<Bytes> idKeys = new ArrayList<>(entries.size());
    List<Bytes> elements = new ArrayList<>(entries.size());
    for (StreamEntry entry : entries) {
      idKeys.add(entry.id().key());
      elements.add(new Pending(entry.id(), to.name(), deliveredAtMs, 1).toBytes());
    }
    pending.append(elements);
    to.append(idKeys);
  }

  /** Takes an entry off the list; false if it was not on it. */
  public boolean acknowledge(StreamId id) {
    Pending known = pending(id);
    if (known == null) {
      return false;
    }
    pending.remove(id.key());
    consumer(known.consumer()).remove(id);
    return true;
  }
}
