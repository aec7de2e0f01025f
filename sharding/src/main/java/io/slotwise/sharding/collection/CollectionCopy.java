package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Pages;
import io.slotwise.sharding.api.Value;
import java.util.Arrays;

/**
 * Values on their way to another key. What is whole in its value goes as it is. Pages belong to one
 * slot and database and to one key, so they are copied for a second key or another slot, whatever
 * type they are of; only a key that moves within its slot and database takes them along.
 */
public final class CollectionCopy {

  private CollectionCopy() {}

  /** A key, in a database. */
  public record Place(Keyspace keys, Bytes key) {

    private boolean sharesPagesWith(Place other) {
      return keys.database() == other.keys.database() && Slots.of(key) == Slots.of(other.key);
    }
  }

  /**
   * The value for a second key beside the first. To be called before anything is written.
   *
   * @param from where the value lies and stays
   */
  public static Value copied(Place from, Value value, Place to) {
    return PagedHeader.isPaged(value) ? withPagesCopied(from, value, to) : value;
  }

  /**
   * The value for another key in place of the first, which the caller deletes in the same command.
   * To be called before anything is written.
   */
  public static Value moved(Place from, Value value, Place to) {
    return from.sharesPagesWith(to) ? value : copied(from, value, to);
  }

  private static Value withPagesCopied(Place from, Value value, Place to) {
    PagedHeader header = PagedHeader.of(value);
    long lastPage = Integer.toUnsignedLong(header.lastPage());
    from.keys.willVisit(lastPage + header.buckets());
    PagedHeader copy =
        new PagedHeader(to.keys.newCollection(), header.lastPage(), header.buckets());
    Pages source = from.keys.pages(from.key);
    Pages target = to.keys.pages(to.key);
    for (int page = 1; page <= lastPage; page++) {
      byte[] bytes = source.readOrNull(header.collection(), page);
      if (bytes != null) {
        target.put(copy.collection(), page, bytes);
      }
    }
    for (int i = 0; i < header.buckets(); i++) {
      int page = PagedHeader.FIRST_BUCKET + i;
      target.put(copy.collection(), page, source.read(header.collection(), page));
    }
    byte[] data = Arrays.copyOf(value.bytes(), value.data().length());
    copy.writeTo(data);
    return Value.collection(value.type(), data, value.expireAtMs());
  }
}
