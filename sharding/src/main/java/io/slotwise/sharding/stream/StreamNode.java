package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.PackingLimits.Limit;
import java.util.ArrayList;
import java.util.List;

/**
 * Some entries that follow each other, by default up to a hundred, packed; the unit in which a
 * stream is kept and in which Redis trims. It says where Redis would begin a new one, so both trim
 * the same.
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

  /** An addition copies a node, so none may become as large as Redis would let it. */
  private static final long BYTES_MAX = 256 << 10;

  private static final int TRAILER_BYTES = StreamId.BYTES + 3 * Integer.BYTES;

  private static final int SAME_FIELDS = 1;
  private static final int DELETED = 2;

  /** Besides its values an entry has flags and two differences of ids in Redis. */
  private static final int REDIS_FIXED_ELEMENTS = 3;

  private final Bytes packed;
  private final StreamId firstId;
  private final StreamId lastId;
  private final int live;
  private final int deleted;
  private final int redisBytes;

  private StreamNode(
      Bytes packed, StreamId firstId, StreamId lastId, int live, int deleted, int redisBytes) {
    this.packed = packed;
    this.firstId = firstId;
    this.lastId = lastId;
    this.live = live;
    this.deleted = deleted;
    this.redisBytes = redisBytes;
  }

  /** A node as it was kept, sharing the array. */
  static StreamNode of(Bytes kept) {
    int end = kept.offset() + kept.length();
    Unpacker trailer = new Unpacker(kept.array(), end - TRAILER_BYTES, end);
    return new StreamNode(
        kept,
        Unpacker.of(kept).id(),
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
    Bytes begun = packer.toBytes();
    return followed(
        begun, new StreamNode(begun, entry.id(), entry.id(), 0, 0, redisBytes), entry, true);
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
  boolean hasRoomFor(StreamEntry entry, Limit limit) {
    long total = redisBytes;
    for (Bytes part : entry.fieldsAndValues()) {
      total += part.length();
    }
    long bytesMax = limit.bytesMax() == 0 ? BYTES_MAX : Math.min(BYTES_MAX, limit.bytesMax());
    boolean isFull = limit.countMax() != 0 && live + deleted >= limit.countMax();
    return total < bytesMax && !isFull;
  }

  /** The node with an entry behind its last one. */
  StreamNode with(StreamEntry entry) {
    return followed(
        packed.slice(0, packed.length() - TRAILER_BYTES), this, entry, hasFieldsOf(entry));
  }

  private boolean hasFieldsOf(StreamEntry entry) {
    List<Bytes> parts = entry.fieldsAndValues();
    Unpacker unpacker = fromMasterFields();
    boolean same = 2 * unpacker.number() == parts.size();
    for (int i = 0; same && i < parts.size(); i += 2) {
      same = unpacker.sized().equals(parts.get(i));
    }
    return same;
  }

  private Unpacker fromMasterFields() {
    int from = packed.offset();
    return new Unpacker(
        packed.array(), from + StreamId.BYTES, from + packed.length() - TRAILER_BYTES);
  }

  private List<Bytes> masterFields() {
    Unpacker unpacker = fromMasterFields();
    int count = (int) unpacker.number();
    List<Bytes> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(unpacker.sized());
    }
    return fields;
  }

  /** Writes an entry and the trailer behind what there is without a trailer. */
  private static StreamNode followed(
      Bytes begun, StreamNode before, StreamEntry entry, boolean sameFields) {
    StreamId id = entry.id();
    List<Bytes> parts = entry.fieldsAndValues();
    Packer body = new Packer(bytesMax(parts));
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
    Packer head = new Packer(1 + 3 * Packer.NUMBER_BYTES_MAX);
    head.raw((byte) (sameFields ? SAME_FIELDS : 0)).number(msSince).signed(seqSince);
    head.number(body.length());
    // To the byte, since what is copied here is most of what an addition costs.
    Packer packer =
        Packer.behind(begun, head.length() + body.length() + TRAILER_BYTES).raw(head).raw(body);
    return trailed(packer, before, id, before.live + 1, before.deleted, redisBytes);
  }

  private static int bytesMax(List<Bytes> parts) {
    int bytes = Packer.NUMBER_BYTES_MAX;
    for (Bytes part : parts) {
      bytes += Packer.NUMBER_BYTES_MAX + part.length();
    }
    return bytes;
  }

  private static StreamNode trailed(
      Packer packer, StreamNode before, StreamId lastId, int live, int deleted, int redisBytes) {
    packer.id(lastId).fixed32(live).fixed32(deleted).fixed32(redisBytes);
    return new StreamNode(packer.toBytes(), before.firstId, lastId, live, deleted, redisBytes);
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

  /** What it would take in Redis. */
  int redisBytes() {
    return redisBytes;
  }

  /** What {@link #of} takes. */
  Bytes packed() {
    return packed;
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
      all += places.isBefore(from) ? 0 : 1;
    }
    return entries(from, to, Math.max(0, all - atMost), atMost);
  }

  private List<StreamEntry> entries(StreamId from, StreamId to, long skipped, long atMost) {
    List<StreamEntry> found = new ArrayList<>((int) Math.min(atMost, live));
    List<Bytes> master = masterFields();
    long toSkip = skipped;
    Places places = new Places();
    while (found.size() < atMost && places.nextLive(to)) {
      if (!places.isBefore(from) && --toSkip < 0) {
        found.add(new StreamEntry(places.id(), places.parts(master)));
      }
    }
    return found;
  }

  /** The id of the last entry that is not deleted, or null. */
  StreamId lastLiveId() {
    if (deleted == 0) {
      return lastId;
    }
    StreamId last = null;
    Places places = new Places();
    while (places.nextLive(StreamId.MAX)) {
      last = places.id();
    }
    return last;
  }

  /** How many entries are in front of the first one, deleted or not, that is not below an id. */
  int liveBefore(StreamId id) {
    int count = 0;
    Places places = new Places();
    while (places.next() && places.isBefore(id)) {
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
    byte[] marked = packed.toArray();
    marked[place.flagsIndex()] |= DELETED;
    return recounted(marked, live - 1, deleted + 1);
  }

  /** The node with this many more entries marked as deleted, the first ones. */
  StreamNode withoutFirst(int count) {
    byte[] marked = packed.toArray();
    Places places = new Places();
    for (int left = count; left > 0 && places.next(); ) {
      if (!places.deleted) {
        marked[places.flagsIndex()] |= DELETED;
        left--;
      }
    }
    return recounted(marked, live - count, deleted + count);
  }

  private StreamNode recounted(byte[] marked, int newLive, int newDeleted) {
    Bytes entries = Bytes.wrap(marked, 0, marked.length - TRAILER_BYTES);
    Packer packer = Packer.behind(entries, TRAILER_BYTES);
    return trailed(packer, this, lastId, newLive, newDeleted, redisBytes);
  }

  private Places placeOf(StreamId id) {
    Places places = new Places();
    while (places.next()) {
      int order = places.compareTo(id);
      if (order >= 0 && !places.deleted) {
        return order == 0 ? places : null;
      }
    }
    return null;
  }

  /** Goes from entry to entry, the deleted ones too, and reads no more of each than its id. */
  private final class Places {
    private final Unpacker unpacker = fromMasterFields();
    private int flagsAt;
    private boolean deleted;
    private long ms;
    private long seq;
    private int bodyAt;
    private int bodyEnd;

    Places() {
      for (long fields = unpacker.number(); fields > 0; fields--) {
        unpacker.skip((int) unpacker.number());
      }
    }

    boolean next() {
      if (!unpacker.hasMore()) {
        return false;
      }
      flagsAt = unpacker.at();
      deleted = (unpacker.raw() & DELETED) != 0;
      ms = firstId.ms() + unpacker.number();
      seq = firstId.seq() + unpacker.signed();
      int bodyBytes = (int) unpacker.number();
      bodyAt = unpacker.at();
      bodyEnd = bodyAt + bodyBytes;
      unpacker.skip(bodyBytes);
      return true;
    }

    /** Goes on to an entry that is not deleted; false behind an id. */
    boolean nextLive(StreamId to) {
      boolean found = next();
      while (found && deleted) {
        found = next();
      }
      return found && compareTo(to) <= 0;
    }

    StreamId id() {
      return new StreamId(ms, seq);
    }

    int compareTo(StreamId other) {
      return StreamId.compare(ms, seq, other);
    }

    boolean isBefore(StreamId other) {
      return compareTo(other) < 0;
    }

    /** Where the flags are in the packed bytes. */
    int flagsIndex() {
      return flagsAt - packed.offset();
    }

    List<Bytes> parts(List<Bytes> masterFields) {
      byte[] array = packed.array();
      Unpacker parts = new Unpacker(array, bodyAt, bodyEnd);
      boolean sameFields = (array[flagsAt] & SAME_FIELDS) != 0;
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
