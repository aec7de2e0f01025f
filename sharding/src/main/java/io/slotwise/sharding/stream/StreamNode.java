package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to a hundred entries that follow each other, packed; the unit in which a stream is kept and in
 * which Redis trims. It says where Redis would begin a new one, so both trim the same.
 *
 * <pre>
 * first id 16 | fields of the first entry: count, (length, bytes)... | entry...
 *   | last id 16 | live u32 | deleted u32 | size in Redis u32
 * entry: flags u8 | ms since the first id | seq, less that of the first id | length | values,
 *   or where the fields are others: count, (length, field, length, value)...
 * </pre>
 *
 * What changes when an entry is added is at the end, so that an addition is a change of few bytes.
 * A deleted entry keeps its place, as in Redis; only the others are sure to be in order. Immutable:
 * a change makes another.
 */
final class StreamNode {

  /** As Redis has it by default; so are the bytes. */
  static final int ENTRIES_MAX = 100;

  private static final int REDIS_BYTES_MAX = 4096;
  private static final int TRAILER_BYTES = StreamId.BYTES + 3 * Integer.BYTES;

  private static final int SAME_FIELDS = 1;
  private static final int DELETED = 2;

  /** Besides its values an entry has flags and two differences of ids in Redis. */
  private static final int REDIS_FIXED_ELEMENTS = 3;

  private final byte[] bytes;
  private final StreamId firstId;
  private final StreamId lastId;
  private final int live;
  private final int deleted;
  private final int redisBytes;

  private StreamNode(
      byte[] bytes, StreamId firstId, StreamId lastId, int live, int deleted, int redisBytes) {
    this.bytes = bytes;
    this.firstId = firstId;
    this.lastId = lastId;
    this.live = live;
    this.deleted = deleted;
    this.redisBytes = redisBytes;
  }

  /** A node as it was kept. */
  static StreamNode of(Bytes kept) {
    byte[] bytes = kept.compact().array();
    Unpacker trailer = new Unpacker(bytes, bytes.length - TRAILER_BYTES, bytes.length);
    return new StreamNode(
        bytes,
        new Unpacker(bytes, 0, StreamId.BYTES).id(),
        trailer.id(),
        trailer.fixed32(),
        trailer.fixed32(),
        trailer.fixed32());
  }

  /** A node of one entry. */
  static StreamNode startedBy(StreamEntry entry) {
    List<Bytes> fields = fields(entry);
    Packer packer = new Packer(64).id(entry.id()).number(fields.size());
    int redisBytes =
        RedisListpack.EMPTY_BYTES
            + RedisListpack.bytesOf(1)
            + RedisListpack.bytesOf(0)
            + RedisListpack.bytesOf(fields.size())
            + RedisListpack.bytesOf(0);
    for (Bytes field : fields) {
      packer.sized(field);
      redisBytes += RedisListpack.bytesOf(field);
    }
    return closed(
        packer, new StreamNode(null, entry.id(), entry.id(), 0, 0, redisBytes), entry, true);
  }

  private static List<Bytes> fields(StreamEntry entry) {
    List<Bytes> fields = new ArrayList<>(entry.fieldsAndValues().size() / 2);
    for (int i = 0; i < entry.fieldsAndValues().size(); i += 2) {
      fields.add(entry.fieldsAndValues().get(i));
    }
    return fields;
  }

  /**
   * Whether nothing is left of the node, and XSETID has gone back so far that the entry may belong
   * in front of it. Redis adds to it all the same, and reads such a node with more care.
   */
  boolean isPassed(StreamEntry entry) {
    return live == 0 && !entry.id().isAfter(lastId);
  }

  /** Whether Redis would put the entry into this node, were it the last. */
  boolean hasRoomFor(StreamEntry entry) {
    long total = redisBytes;
    for (Bytes part : entry.fieldsAndValues()) {
      total += part.length();
    }
    return total < REDIS_BYTES_MAX && live + deleted < ENTRIES_MAX;
  }

  /** The node with an entry behind its last one. */
  StreamNode with(StreamEntry entry) {
    List<Bytes> fields = fields(entry);
    Packer packer = Packer.behind(bytes, bytes.length - TRAILER_BYTES, TRAILER_BYTES + 64);
    return closed(packer, this, entry, fields.equals(masterFields()));
  }

  private List<Bytes> masterFields() {
    Unpacker unpacker = new Unpacker(bytes, StreamId.BYTES, bytes.length);
    int count = (int) unpacker.number();
    List<Bytes> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(unpacker.sized());
    }
    return fields;
  }

  /** Writes an entry and the trailer behind it. */
  private static StreamNode closed(
      Packer packer, StreamNode before, StreamEntry entry, boolean sameFields) {
    StreamId id = entry.id();
    List<Bytes> parts = entry.fieldsAndValues();
    Packer body = new Packer(64);
    int fieldCount = parts.size() / 2;
    long msSince = id.ms() - before.firstId.ms();
    long seqSince = id.seq() - before.firstId.seq();
    int redisBytes =
        before.redisBytes
            + RedisListpack.bytesOf(sameFields ? SAME_FIELDS << 1 : 0)
            + RedisListpack.bytesOf(msSince)
            + RedisListpack.bytesOf(seqSince);
    int redisElements = REDIS_FIXED_ELEMENTS + (sameFields ? fieldCount : 2 * fieldCount + 1);
    if (!sameFields) {
      body.number(fieldCount);
      redisBytes += RedisListpack.bytesOf(fieldCount);
    }
    for (int i = sameFields ? 1 : 0; i < parts.size(); i += sameFields ? 2 : 1) {
      body.sized(parts.get(i));
      redisBytes += RedisListpack.bytesOf(parts.get(i));
    }
    redisBytes += RedisListpack.bytesOf(redisElements);
    packer.raw((byte) (sameFields ? SAME_FIELDS : 0)).number(msSince).signed(seqSince);
    packer.sized(body.toBytes());
    return trailed(packer, before, id, before.live + 1, before.deleted, redisBytes);
  }

  private static StreamNode trailed(
      Packer packer, StreamNode before, StreamId lastId, int live, int deleted, int redisBytes) {
    packer.id(lastId).fixed32(live).fixed32(deleted).fixed32(redisBytes);
    return new StreamNode(packer.toArray(), before.firstId, lastId, live, deleted, redisBytes);
  }

  StreamId firstId() {
    return firstId;
  }

  /** The id of the last entry, though it be deleted. */
  StreamId lastId() {
    return lastId;
  }

  /** How many entries are not deleted. It may be none: then the node stays until it is trimmed. */
  int live() {
    return live;
  }

  /** What {@link #of} takes. */
  byte[] bytes() {
    return bytes;
  }

  /** The first entries that are not deleted, from an id to another, both included. */
  List<StreamEntry> first(StreamId from, StreamId to, long atMost) {
    return entries(from, to, 0, atMost);
  }

  /** The last entries that are not deleted, from an id to another, both included. */
  List<StreamEntry> last(StreamId from, StreamId to, long atMost) {
    long all = 0;
    Places places = new Places();
    while (places.nextLive(to)) {
      all += places.id.isBefore(from) ? 0 : 1;
    }
    return entries(from, to, Math.max(0, all - atMost), atMost);
  }

  private List<StreamEntry> entries(StreamId from, StreamId to, long skipped, long atMost) {
    List<StreamEntry> found = new ArrayList<>();
    List<Bytes> master = masterFields();
    long toSkip = skipped;
    Places places = new Places();
    while (found.size() < atMost && places.nextLive(to)) {
      if (!places.id.isBefore(from) && --toSkip < 0) {
        found.add(new StreamEntry(places.id, places.parts(master)));
      }
    }
    return found;
  }

  /** The id of the last entry that is not deleted, or null. */
  StreamId lastLiveId() {
    StreamId last = null;
    Places places = new Places();
    while (places.nextLive(StreamId.MAX)) {
      last = places.id;
    }
    return last;
  }

  /** How many entries are in front of the first one, deleted or not, that is not below an id. */
  int liveBefore(StreamId id) {
    int count = 0;
    Places places = new Places();
    while (places.next() && places.id.isBefore(id)) {
      count += places.deleted ? 0 : 1;
    }
    return count;
  }

  /** Whether an entry is here and not deleted. */
  boolean contains(StreamId id) {
    return placeOf(id) != null;
  }

  /** The node with an entry marked as deleted, or null when it is not here. */
  StreamNode without(StreamId id) {
    Places place = placeOf(id);
    if (place == null) {
      return null;
    }
    byte[] marked = bytes.clone();
    marked[place.flagsAt] |= DELETED;
    return recounted(marked, live - 1, deleted + 1);
  }

  /** The node with this many more entries marked as deleted, the first ones. */
  StreamNode withoutFirst(int count) {
    byte[] marked = bytes.clone();
    Places places = new Places();
    for (int left = count; left > 0 && places.next(); ) {
      if (!places.deleted) {
        marked[places.flagsAt] |= DELETED;
        left--;
      }
    }
    return recounted(marked, live - count, deleted + count);
  }

  private StreamNode recounted(byte[] marked, int newLive, int newDeleted) {
    Packer packer = Packer.behind(marked, marked.length - TRAILER_BYTES, TRAILER_BYTES);
    return trailed(packer, this, lastId, newLive, newDeleted, redisBytes);
  }

  private Places placeOf(StreamId id) {
    Places places = new Places();
    while (places.next()) {
      int order = places.id.compareTo(id);
      if (order >= 0 && !places.deleted) {
        return order == 0 ? places : null;
      }
    }
    return null;
  }

  /** Goes from entry to entry, the deleted ones too, and reads no more of each than its id. */
  private final class Places {
    private final Unpacker unpacker =
        new Unpacker(bytes, StreamId.BYTES, bytes.length - TRAILER_BYTES);
    private int flagsAt;
    private boolean deleted;
    private StreamId id;
    private Bytes body;

    Places() {
      for (long fields = unpacker.number(); fields > 0; fields--) {
        unpacker.sized();
      }
    }

    boolean next() {
      if (!unpacker.hasMore()) {
        return false;
      }
      flagsAt = unpacker.at();
      deleted = (unpacker.raw() & DELETED) != 0;
      long ms = firstId.ms() + unpacker.number();
      id = new StreamId(ms, firstId.seq() + unpacker.signed());
      body = unpacker.sized();
      return true;
    }

    /** Goes on to an entry that is not deleted; false behind an id. */
    boolean nextLive(StreamId to) {
      boolean found = next();
      while (found && deleted) {
        found = next();
      }
      return found && !id.isAfter(to);
    }

    List<Bytes> parts(List<Bytes> masterFields) {
      Unpacker parts = Unpacker.of(body);
      boolean sameFields = (bytes[flagsAt] & SAME_FIELDS) != 0;
      int count = sameFields ? masterFields.size() : (int) parts.number();
      List<Bytes> fieldsAndValues = new ArrayList<>(2 * count);
      for (int i = 0; i < count; i++) {
        fieldsAndValues.add(sameFields ? masterFields.get(i) : parts.sized());
        fieldsAndValues.add(parts.sized());
      }
      return fieldsAndValues;
    }
  }
}
