package io.slotwise.sharding.api;

import io.slotwise.protocol.Slots;

/**
 * What the cursors of SCAN are made of: {@code origin << 46 | slot << 32 | hash}. The first key not
 * seen yet has this slot, and in the order of hashes this hash or a greater one, so that nothing is
 * kept between steps.
 *
 * <p>Slots are the same everywhere, hashes are not: every data folder has a secret of its own that
 * they are made with. So a cursor says from which folder its hash is. Where another node goes on,
 * because it leads the slot's shard now, the slot begins anew: its keys may come twice, none is
 * left out. To have all nodes hash alike would take a new order of all keys when a standalone node
 * becomes a member.
 */
public final class ScanCursor {

  /** How many origins there are. */
  public static final int ORIGINS = 1 << 17;

  private static final int SLOT_SHIFT = 32;
  private static final int ORIGIN_SHIFT = 46;

  private ScanCursor() {}

  /** Where a slot begins, whoever goes on there. */
  public static long atSlot(int slot) {
    return (long) slot << SLOT_SHIFT;
  }

  /**
   * Within a slot.
   *
   * @param hash unsigned; not 0, with which the slot would begin
   * @param origin below {@link #ORIGINS}
   */
  public static long within(int slot, long hash, int origin) {
    return (long) origin << ORIGIN_SHIFT | atSlot(slot) | hash;
  }

  /** The slot to go on with; any number that a client makes up has one. */
  public static int slotOf(long cursor) {
    return (int) (cursor >>> SLOT_SHIFT) & (Slots.COUNT - 1);
  }

  /** The hash to go on with in that slot, for whoever is of this origin; 0 is its beginning. */
  public static int hashOf(long cursor, int origin) {
    return ((int) (cursor >>> ORIGIN_SHIFT) & (ORIGINS - 1)) == origin ? (int) cursor : 0;
  }
}
