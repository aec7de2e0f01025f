package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Pages;
import io.slotwise.sharding.api.Value;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A value on its way to another key. What is whole goes as it is. Pages belong to one slot and
 * database and to one key, so they are copied for a second key or another database, whatever type
 * they are of. For a key that takes the place of the first in the same database they stay where
 * they are, be it another slot than the key's.
 *
 * <p>A copy costs as much as there are pages: those of trees are named by who knows the type,
 * because of their numbers most may be in use no more.
 */
public final class CollectionCopy {

  private final Place from;
  private final Value value;
  private final Consumer<IntConsumer> treePages;

  /**
   * @param from where the value lies
   * @param treePages shows a visitor the number of each page of a tree that the value has
   */
  public CollectionCopy(Place from, Value value, Consumer<IntConsumer> treePages) {
    this.from = from;
    this.value = value;
    this.treePages = treePages;
  }

  /** A key, in a database. */
  public record Place(Keyspace keys, Bytes key) {

    private int slot() {
      return Slots.of(key);
    }
  }

  /** The value for a second key beside the first. To be called before anything is written. */
  public Value copiedTo(Place to) {
    return PagedHeader.isPaged(value) ? withPagesCopied(to) : value;
  }

  /**
   * The value for another key in place of the first, which the caller deletes in the same command.
   * To be called before anything is written.
   */
  public Value movedTo(Place to) {
    if (!PagedHeader.isPaged(value)) {
      return value;
    }
    if (from.keys.database() != to.keys.database()) {
      return withPagesCopied(to);
    }
    if (from.slot() == to.slot()) {
      return value;
    }
    PagedHeader moved = PagedHeader.of(value).rekeyed(from.slot(), to.slot());
    boolean mayStay = moved != null && (!moved.isAway() || to.keys.leavePages());
    return mayStay ? with(moved) : withPagesCopied(to);
  }

  private Value with(PagedHeader header) {
    byte[] data = value.bytes().clone();
    header.writeTo(data);
    return Value.collection(value.type(), data, value.expireAtMs());
  }

  private Value withPagesCopied(Place to) {
    PagedHeader header = PagedHeader.of(value);
    from.keys.willVisit(Integer.toUnsignedLong(header.lastPage()) + header.buckets());
    PagedHeader copy =
        new PagedHeader(to.keys.newCollection(to.key), header.lastPage(), header.buckets(), false);
    Pages source = from.keys.pages(from.key, header);
    Pages target = to.keys.pages(to.key);
    IntConsumer copyPage =
        page -> target.put(copy.collection(), page, source.read(header.collection(), page));
    treePages.accept(copyPage);
    for (int i = 0; i < header.buckets(); i++) {
      copyPage.accept(PagedHeader.FIRST_BUCKET + i);
    }
    return with(copy);
  }
}
