package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import java.util.Collection;
import java.util.random.RandomGenerator;

/**
 * One logical database as a command sees it, during its turn. Reads see the command's own writes
 * first. Writes happen together when the handler returns, and not at all when it throws.
 *
 * <p>An expired key is absent here; that it must be deleted is seen to behind this interface.
 */
public interface Keyspace {

  /** How many logical databases a node has. */
  int DATABASE_COUNT = 16;

  /** 512 MB, Redis's default for {@link StringBounds#bytesMax()}. */
  long STRING_BYTES_MAX = 512L << 20;

  /** The wall clock, frozen for the whole command, script or EXEC. */
  long nowMs();

  RandomGenerator random();

  /** The number of the logical database, 0 to 15. */
  int database();

  /** The value at the key, or null. Counts as a use of the key (hits and misses, LRU). */
  Value read(Bytes key);

  /** The same, counted among hits and misses but not as a use: for EXISTS, TYPE, TTL, OBJECT. */
  default Value look(Bytes key) {
    return peek(key);
  }

  /** The same without counting at all: for the checks of writes. */
  Value peek(Bytes key);

  /**
   * The string at the key, or null. Counts as a use. @throws CommandError WRONGTYPE for another
   * type
   */
  default Value readString(Bytes key) throws CommandError {
    return KeyspaceChecks.require(read(key), ValueType.STRING);
  }

  /**
   * The value of the type at the key, or null. Counts as a use. @throws CommandError WRONGTYPE for
   * another type
   */
  default Value read(Bytes key, ValueType type) throws CommandError {
    return KeyspaceChecks.require(read(key), type);
  }

  /**
   * The string at the key, or null, without counting as a use. @throws CommandError WRONGTYPE for
   * another type
   */
  default Value peekString(Bytes key) throws CommandError {
    return KeyspaceChecks.require(peek(key), ValueType.STRING);
  }

  /**
   * The value of the type at the key, or null, without counting as a use: for writes. @throws
   * CommandError WRONGTYPE for another type
   */
  default Value peek(Bytes key, ValueType type) throws CommandError {
    return KeyspaceChecks.require(peek(key), type);
  }

  /**
   * Puts the value at the key in place of whatever was there; what was there is not read, so this
   * is the cheapest write. A value whose expiry has passed deletes the key.
   */
  void put(Bytes key, Value value);

  /** Deletes the key; true if it was there. */
  boolean delete(Bytes key);

  /**
   * The pages of collections in the slot of a key, in this database.
   *
   * @param key any key of the slot
   */
  Pages pages(Bytes key);

  /**
   * The pages in the slot where those of a collection are, mostly that of its key. If it is another
   * one, its turn is taken for the rest of the command; where that is not to be had at once, the
   * command goes on elsewhere, from its beginning.
   */
  default Pages pages(Bytes key, PagedHeader collection) {
    return pages(key);
  }

  /** A number for a new collection with pages in the slot of the key, unlike any other. */
  long newCollection(Bytes key);

  /**
   * To be called by a command that is about to put a collection at a key in another slot than its
   * pages.
   *
   * @return false where that cannot be: then the pages have to be copied
   */
  default boolean leavePages() {
    return false;
  }

  /**
   * To be called by a command that is about to look at so many elements, before it writes anything:
   * what is too much for an event loop goes on elsewhere, from the command's beginning.
   */
  default void willVisit(long elements) {}

  /**
   * To be called by a command that finds out only from data which further keys it needs, before it
   * looks at those and before it writes anything: where their slots' turns are not held, it goes on
   * elsewhere, from its beginning, once they are held too.
   */
  default void willTouch(Collection<Bytes> keys) {}

  /** Another logical database of this node, in the same turn and the same write (MOVE, COPY DB). */
  Keyspace in(int database);

  /** Tells subscribers of keyspace events, once the write is done. */
  void keyEvent(KeyEventType type, String event, Bytes key);

  /**
   * Whether events of this class reach anybody: for events that cost a look to find out ({@code
   * new}). Others are simply told.
   */
  default boolean listens(KeyEventType type) {
    return false;
  }

  /**
   * How long strings can be.
   *
   * @param bytesMax the most bytes that one can have, and be asked about: {@code
   *     proto-max-bulk-len}
   * @param grownBytesMax the most that one may grow to: less where the heap is small
   */
  record StringBounds(long bytesMax, long grownBytesMax) {
    public static final StringBounds DEFAULT = new StringBounds(STRING_BYTES_MAX, STRING_BYTES_MAX);

    public StringBounds {
      grownBytesMax = Math.min(grownBytesMax, bytesMax);
    }
  }

  /** How long strings can be at present. */
  default StringBounds stringBounds() {
    return StringBounds.DEFAULT;
  }

  /** Up to where Redis would pack a collection at present. */
  default PackingLimits packing() {
    return PackingLimits.DEFAULT;
  }

  /**
   * Tells one state of a key from another (WATCH): the log position of its last write, 0 while it
   * is absent. Does not count as a use.
   */
  long version(Bytes key);

  /** How the key has been used, or null when it is absent: for OBJECT IDLETIME and FREQ. */
  KeyUse use(Bytes key);

  /** Makes a key that is there seem used like this: for RESTORE. */
  void setUse(Bytes key, KeyUse use);
}
