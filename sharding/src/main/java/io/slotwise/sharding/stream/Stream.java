package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.ReplyRoom;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PackingLimits.Limit;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.CollectionPages;
import io.slotwise.sharding.collection.TreeCursor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * A stream during one command. Entries are in {@linkplain StreamNode nodes} of some hundred: the
 * last one, which grows, is in the key's value while it is small and then in a page of its own; the
 * full ones are in a tree by their first id. So adding an entry writes the value and the end of one
 * page, and reading goes from node to node.
 *
 * <pre>
 * 0, or a {@link PagedHeader} | last id 16 | greatest deleted id 16 | first id 16
 *   | entries added | length | page of the last node, or 0 | the last node, when it has no page
 *   | state of the tree of full nodes | state of the tree of groups
 * </pre>
 */
public final class Stream {

  private static final int NO_PAGE = 0;

  private final CollectionPages pages;
  private final StreamPages parts;
  private final Value before;
  private final KeyedTree nodes;
  private final KeyedTree groups;
  private final Map<Bytes, ConsumerGroup> met = new HashMap<>();

  private StreamId lastId = StreamId.MIN;
  private StreamId maxDeletedId = StreamId.MIN;
  private StreamId firstId = StreamId.MIN;
  private long entriesAdded;
  private long length;

  private int lastNodePage = NO_PAGE;

  /** The last node once it has been looked at. */
  private StreamNode lastNode;

  private boolean lastNodeKnown;
  private boolean lastNodeChanged;

  private Stream(StreamPages parts) {
    this.parts = parts;
    this.pages = parts.collection();
    this.before = null;
    this.nodes = KeyedTree.create(pages, parts.nodes());
    this.groups = KeyedTree.create(pages, parts.groups());
    this.lastNodeKnown = true;
  }

  private Stream(StreamPages parts, Value value) {
    int headerBytes = PagedHeader.isPaged(value) ? PagedHeader.BYTES : 1;
    Bytes data = value.data();
    Unpacker unpacker = Unpacker.of(data.slice(headerBytes, data.length()));
    this.parts = parts;
    this.pages = parts.collection();
    before = value;
    lastId = unpacker.id();
    maxDeletedId = unpacker.id();
    firstId = unpacker.id();
    entriesAdded = unpacker.number();
    length = unpacker.number();
    lastNodePage = (int) unpacker.number();
    Bytes inline = unpacker.sized();
    if (lastNodePage == NO_PAGE) {
      lastNode = inline.isEmpty() ? null : StreamNode.of(inline);
      lastNodeKnown = true;
    }
    nodes = KeyedTree.read(unpacker, pages, parts.nodes());
    groups = KeyedTree.read(unpacker, pages, parts.groups());
  }

  /** An empty stream for a key that is not there. */
  public static Stream create(Keyspace keys, Bytes key) {
    return create(new StreamPages(CollectionPages.create(keys, key)));
  }

  /** The stream at a key. */
  public static Stream open(Keyspace keys, Bytes key, Value value) {
    return open(new StreamPages(pagesOf(keys, key, value)), value);
  }

  static Stream create(StreamPages parts) {
    return new Stream(parts);
  }

  static Stream open(StreamPages parts, Value value) {
    return new Stream(parts, value);
  }

  /** The pages of a value; none yet of one that is whole. */
  static CollectionPages pagesOf(Keyspace keys, Bytes key, Value value) {
    return PagedHeader.isPaged(value)
        ? CollectionPages.open(keys, key, value)
        : CollectionPages.create(keys, key);
  }

  /** The value that is to be put in place of what was there; the same one if nothing changed. */
  public Value toValue() {
    for (ConsumerGroup group : met.values()) {
      Bytes key = ConsumerGroup.key(group.name());
      Bytes element = group.toBytes();
      if (!element.equals(groups.find(key))) {
        groups.put(key, element);
      }
    }
    Bytes inline = placeLastNode();
    Packer packer = new Packer(128 + inline.length());
    packer.raw(pages.isNumbered() ? new byte[PagedHeader.BYTES] : new byte[1]);
    packer.id(lastId).id(maxDeletedId).id(firstId).number(entriesAdded).number(length);
    packer.number(lastNodePage).sized(inline);
    nodes.writeTo(packer);
    groups.writeTo(packer);
    byte[] data = packer.toArray();
    if (pages.isNumbered()) {
      pages.writeHeader(data);
    }
    if (before != null && before.data().equals(Bytes.wrap(data))) {
      return before;
    }
    return Value.collection(
        ValueType.STREAM, data, before == null ? Value.NO_EXPIRY : before.expireAtMs());
  }

  /** The value that the stream was read from; null of a new one. */
  public Value before() {
    return before;
  }

  /** Writes the last node to its page, if it has one or needs one; else returns its bytes. */
  private Bytes placeLastNode() {
    if (!lastNodeKnown || lastNodePage != NO_PAGE && !lastNodeChanged) {
      return Bytes.EMPTY;
    }
    Bytes bytes = lastNode == null ? Bytes.EMPTY : lastNode.packed();
    if (lastNodePage != NO_PAGE) {
      pages.put(lastNodePage, bytes.compact().array());
      return Bytes.EMPTY;
    }
    if (bytes.length() <= parts.lastNodeBytesMax()) {
      return bytes;
    }
    lastNodePage = pages.add(bytes.compact().array());
    return Bytes.EMPTY;
  }

  public long length() {
    return length;
  }

  /** The greatest id that was ever given, or was set. */
  public StreamId lastId() {
    return lastId;
  }

  /** The greatest id that XDEL has taken away; trims do not count. */
  public StreamId maxDeletedId() {
    return maxDeletedId;
  }

  /** The first entry's id; 0-0 in an empty stream. */
  public StreamId firstId() {
    return firstId;
  }

  public long entriesAdded() {
    return entriesAdded;
  }

  /** How many nodes Redis would have. */
  public long nodeCount() {
    return nodes.count() + (lastNode() == null ? 0 : 1);
  }

  /** The bytes that Redis would need for a node, of which the first is 0. */
  public int redisNodeBytes(long index) {
    return node(index).redisBytes();
  }

  /** Shows the visitor the number of every page, as they were when the command began. */
  public void forEachTreePage(IntConsumer visitor) {
    if (lastNodePage != NO_PAGE) {
      visitor.accept(lastNodePage);
    }
    nodes.forEachPage(visitor);
    groups.forEachPage(visitor);
    groups().forEach(group -> group.forEachPage(visitor));
  }

  /** Sets what is otherwise counted. */
  public void reset(StreamId newLastId, long newEntriesAdded, StreamId newMaxDeletedId) {
    lastId = newLastId;
    entriesAdded = newEntriesAdded;
    maxDeletedId = newMaxDeletedId;
  }

  private StreamNode lastNode() {
    if (!lastNodeKnown) {
      byte[] page = pages.read(lastNodePage);
      lastNode = page.length == 0 ? null : StreamNode.of(Bytes.wrap(page));
      lastNodeKnown = true;
    }
    return lastNode;
  }

  private void setLastNode(StreamNode node) {
    lastNode = node;
    lastNodeKnown = true;
    lastNodeChanged = true;
  }

  /**
   * Puts an entry behind all others; its id is above {@link #lastId()}.
   *
   * @param nodeMax of the entries and the bytes of a node, 0 for any number
   */
  public void add(StreamEntry entry, Limit nodeMax) {
    StreamNode last = lastNode();
    if (last == null || last.isPassed(entry)) {
      setLastNode(StreamNode.startedBy(entry));
    } else if (last.hasRoomFor(entry, nodeMax)) {
      setLastNode(last.with(entry));
    } else {
      nodes.append(last.packed());
      setLastNode(StreamNode.startedBy(entry));
    }
    lastId = entry.id();
    length++;
    entriesAdded++;
    if (length == 1) {
      firstId = entry.id();
    }
  }

  private StreamNode node(long index) {
    return index == nodes.count() ? lastNode() : StreamNode.of(nodes.get(index));
  }

  /** Where the node is that an id belongs to: the last one that does not begin behind it. */
  private long indexOf(StreamId id) {
    StreamNode last = lastNode();
    if (last != null && !last.firstId().isAfter(id)) {
      return nodes.count();
    }
    StreamId next = id.next();
    return next == null ? nodes.count() - 1 : nodes.rankOf(next.key()) - 1;
  }

  /** The node that an id belongs to, or null in front of all. */
  private StreamNode nodeOf(StreamId id) {
    long index = indexOf(id);
    return index < 0 ? null : node(index);
  }

  public boolean contains(StreamId id) {
    StreamNode node = nodeOf(id);
    return node != null && node.contains(id);
  }

  /** The entry of an id, or null. */
  public StreamEntry get(StreamId id) {
    StreamNode node = nodeOf(id);
    List<StreamEntry> found = node == null ? List.of() : node.first(id, id, 1);
    return found.isEmpty() ? null : found.get(0);
  }

  /** The entries from an id to another, both included: the first ones, or all for a count of 0. */
  public List<StreamEntry> range(StreamId from, StreamId to, long count) {
    List<StreamEntry> found = new ArrayList<>();
    ReplyRoom room = new ReplyRoom();
    if (from.isAfter(to)) {
      return found;
    }
    long most = count == 0 ? Long.MAX_VALUE : count;
    long first = Math.max(0, indexOf(from));
    boolean passed = false;
    if (first < nodes.count()) {
      TreeCursor cursor = nodes.forward(first);
      while (!passed && found.size() < most && cursor.next()) {
        StreamNode node = StreamNode.of(cursor.element());
        addTo(found, node.first(from, to, most - found.size()), room);
        passed = node.firstId().isAfter(to);
      }
    }
    if (!passed && found.size() < most && lastNode() != null) {
      addTo(found, lastNode().first(from, to, most - found.size()), room);
    }
    return found;
  }

  private static void addTo(List<StreamEntry> found, List<StreamEntry> more, ReplyRoom room) {
    for (StreamEntry entry : more) {
      entry.fieldsAndValues().forEach(room::element);
    }
    found.addAll(more);
  }

  /** The same from the end backwards. */
  public List<StreamEntry> reverseRange(StreamId from, StreamId to, long count) {
    List<StreamEntry> found = new ArrayList<>();
    ReplyRoom room = new ReplyRoom();
    long most = count == 0 ? Long.MAX_VALUE : count;
    boolean more = !from.isAfter(to);
    for (long index = more ? indexOf(to) : -1; more && index >= 0; index--) {
      StreamNode node = node(index);
      List<StreamEntry> entries = node.last(from, to, most - found.size());
      Collections.reverse(entries);
      addTo(found, entries, room);
      more = found.size() < most && node.firstId().isAfter(from);
    }
    return found;
  }

  /** How many entries a range may have, at most and roughly. */
  public long rangeMax(StreamId from, StreamId to) {
    long span = from.isAfter(to) ? 0 : indexOf(to) - indexOf(from) + 1;
    return span == 0 ? 0 : length / nodeCount() * span + length % nodeCount();
  }

  /** The last entry's id; of an empty stream 0-0. */
  public StreamId lastEntryId() {
    if (length == 0) {
      return StreamId.MIN;
    }
    StreamId last = null;
    for (long index = nodes.count(); last == null; index--) {
      last = node(index).lastLiveId();
    }
    return last;
  }

  /** Deletes entries, and returns how many of the ids were there. */
  public long delete(List<StreamId> ids) {
    long deleted = 0;
    boolean firstGone = false;
    for (StreamId id : ids) {
      if (delete(id)) {
        deleted++;
        firstGone |= id.equals(firstId);
        maxDeletedId = id.isAfter(maxDeletedId) ? id : maxDeletedId;
      }
    }
    if (firstGone) {
      findFirst();
    }
    return deleted;
  }

  private boolean delete(StreamId id) {
    long index = indexOf(id);
    StreamNode without = index < 0 ? null : node(index).without(id);
    if (without == null) {
      return false;
    }
    length--;
    if (without.live() == 0) {
      removeNodes(index, index + 1);
    } else {
      replaceNode(index, without);
    }
    return true;
  }

  private void replaceNode(long index, StreamNode node) {
    if (index == nodes.count()) {
      setLastNode(node);
    } else {
      nodes.replace(index, node.packed());
    }
  }

  private void removeNodes(long from, long to) {
    long full = nodes.count();
    nodes.removeRange(from, Math.min(to, full));
    if (to > full) {
      boolean isAlone = nodes.isEmpty();
      setLastNode(isAlone ? null : StreamNode.of(nodes.remove(nodes.count() - 1)));
    }
  }

  private void findFirst() {
    firstId = length == 0 ? StreamId.MIN : range(StreamId.MIN, StreamId.MAX, 1).get(0).id();
  }

  /** The most nodes that a trim may have to look at. */
  public long nodesToTrim(Trim trim) {
    return trim.idMin() == null ? nodeCount() : nodes.rankOf(trim.idMin().key()) + 1;
  }

  /** Cuts entries off the beginning, as Redis does, and returns how many. */
  public long trim(Trim trim) {
    long deleted = 0;
    long index = 0;
    long count = nodeCount();
    StreamNode partly = null;
    TreeCursor cursor = nodes.forward(0);
    while (index < count && !trim.isDone(length)) {
      StreamNode node = cursor.next() ? StreamNode.of(cursor.element()) : lastNode();
      if (trim.limit() > 0 && deleted + node.live() > trim.limit()) {
        break;
      }
      if (!trim.takesWhole(node, length)) {
        partly = trim.approximate() ? null : node;
        break;
      }
      length -= node.live();
      deleted += node.live();
      index++;
    }
    long fromIt = partly == null ? 0 : trim.partOf(partly, length);
    if (fromIt > 0) {
      replaceNode(index, partly.withoutFirst((int) fromIt));
      length -= fromIt;
      deleted += fromIt;
    }
    removeNodes(0, index);
    if (deleted > 0 || length == 0) {
      findFirst();
    }
    return deleted;
  }

  /** How many groups there were when the command began. */
  public long groupCount() {
    return groups.count();
  }

  /** The group of a name, or null. */
  public ConsumerGroup group(Bytes name) {
    ConsumerGroup known = met.get(name);
    if (known != null) {
      return known;
    }
    Bytes element = groups.find(ConsumerGroup.key(name));
    if (element == null) {
      return null;
    }
    ConsumerGroup group = ConsumerGroup.read(element, parts);
    met.put(group.name(), group);
    return group;
  }

  /** A group of a name that the stream does not know yet. */
  public ConsumerGroup createGroup(Bytes name) {
    ConsumerGroup group = ConsumerGroup.create(name, parts);
    met.put(group.name(), group);
    return group;
  }

  /** All groups by name, as they were when the command began. */
  public List<ConsumerGroup> groups() {
    List<ConsumerGroup> all = new ArrayList<>();
    TreeCursor cursor = groups.forward(0);
    while (cursor.next()) {
      all.add(ConsumerGroup.read(cursor.element(), parts));
    }
    return all;
  }

  public void delete(ConsumerGroup group) {
    group.clear();
    groups.remove(ConsumerGroup.key(group.name()));
    met.remove(group.name());
  }
}
