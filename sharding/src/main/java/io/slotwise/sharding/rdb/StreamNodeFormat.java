package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;
import io.slotwise.sharding.stream.StreamEntry;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A run of a stream's entries as one listpack.
 *
 * <pre>
 * entries | deleted | master fields | field ... | 0
 * flags | ms - first ms | seq - first seq | [fields] | field or value ... | elements of this entry
 * </pre>
 *
 * An entry with the fields of the first one holds values only.
 */
final class StreamNodeFormat {

  private static final int DELETED = 1;
  private static final int SAME_FIELDS = 2;

  /** Redis's stream-node-max-entries and stream-node-max-bytes. */
  private static final int ENTRIES_MAX = 100;

  private static final int BYTES_MAX = 4096;

  /** What an entry has besides fields and values: flags, two differences. */
  private static final int HEAD_ELEMENTS = 3;

  private StreamNodeFormat() {}

  // ---- reading

  /** Adds the live entries of a node, which come after those that there are. */
  static void read(StreamId first, Bytes listpack, List<StreamEntry> entries) {
    Iterator<Bytes> in = Listpack.read(listpack).iterator();
    long live = number(in);
    long deleted = number(in);
    List<Bytes> masterFields = take(in, number(in));
    require(number(in) == 0, "no end of the master entry");
    long count = 0;
    long deletedCount = 0;
    while (in.hasNext()) {
      long flags = number(in);
      StreamId id = new StreamId(first.ms() + number(in), first.seq() + number(in));
      List<Bytes> pairs = pairs(in, (flags & SAME_FIELDS) != 0 ? masterFields : null);
      number(in);
      if ((flags & DELETED) != 0) {
        deletedCount++;
        continue;
      }
      count++;
      StreamId before = entries.isEmpty() ? null : entries.get(entries.size() - 1).id();
      require(before == null || id.isAfter(before), "entries out of order");
      entries.add(new StreamEntry(id, pairs));
    }
    require(count == live && deletedCount == deleted, "another number of entries");
  }

  private static List<Bytes> pairs(Iterator<Bytes> in, List<Bytes> masterFields) {
    if (masterFields == null) {
      long fields = number(in);
      require(fields >= 0 && fields <= Integer.MAX_VALUE, "no number of fields");
      return take(in, 2 * fields);
    }
    List<Bytes> pairs = new ArrayList<>(2 * masterFields.size());
    for (Bytes field : masterFields) {
      pairs.add(field);
      pairs.add(next(in));
    }
    return pairs;
  }

  private static List<Bytes> take(Iterator<Bytes> in, long count) {
    List<Bytes> taken = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      taken.add(next(in));
    }
    return taken;
  }

  private static Bytes next(Iterator<Bytes> in) {
    require(in.hasNext(), "a node cut off");
    return in.next();
  }

  private static long number(Iterator<Bytes> in) {
    Bytes text = next(in);
    require(Numbers.isInteger(text), "not a number");
    return Numbers.integer(text);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new RdbFormatException(otherwise);
    }
  }

  // ---- writing

  /** Cuts a stream into runs as Redis would. */
  static List<List<StreamEntry>> nodes(List<StreamEntry> entries) {
    List<List<StreamEntry>> nodes = new ArrayList<>();
    List<StreamEntry> node = new ArrayList<>();
    long bytes = 0;
    for (StreamEntry entry : entries) {
      long entryBytes = entry.fieldsAndValues().stream().mapToLong(Bytes::length).sum();
      boolean full = node.size() == ENTRIES_MAX || bytes + entryBytes > BYTES_MAX;
      if (full && !node.isEmpty()) {
        nodes.add(node);
        node = new ArrayList<>();
        bytes = 0;
      }
      node.add(entry);
      bytes += entryBytes;
    }
    if (!node.isEmpty()) {
      nodes.add(node);
    }
    return nodes;
  }

  static Bytes write(List<StreamEntry> entries) {
    StreamEntry first = entries.get(0);
    List<Bytes> masterFields = fields(first);
    Listpack out = new Listpack().add(entries.size()).add(0).add(masterFields.size());
    masterFields.forEach(out::add);
    out.add(0);
    for (StreamEntry entry : entries) {
      List<Bytes> pairs = entry.fieldsAndValues();
      boolean same = fields(entry).equals(masterFields);
      out.add(same ? SAME_FIELDS : 0);
      out.add(entry.id().ms() - first.id().ms()).add(entry.id().seq() - first.id().seq());
      if (same) {
        for (int i = 1; i < pairs.size(); i += 2) {
          out.add(pairs.get(i));
        }
        out.add(HEAD_ELEMENTS + masterFields.size());
      } else {
        out.add(pairs.size() / 2);
        pairs.forEach(out::add);
        out.add(HEAD_ELEMENTS + 1 + pairs.size());
      }
    }
    return out.toBytes();
  }

  private static List<Bytes> fields(StreamEntry entry) {
    List<Bytes> fields = new ArrayList<>();
    for (int i = 0; i < entry.fieldsAndValues().size(); i += 2) {
      fields.add(entry.fieldsAndValues().get(i));
    }
    return fields;
  }
}
