package io.slotwise.sharding.api;

/**
 * Up to where Redis packs a collection into one piece: what OBJECT ENCODING calls it, what MEMORY
 * USAGE says of it, and where a node of a stream ends, which trimming follows. Slotwise's own pages
 * do not depend on it.
 *
 * <p>Redis looks at its limits when it writes, so a change of them changes nothing that lies there
 * until it is written to.
 *
 * @param hash fields, and bytes of one or of its value: {@code hash-max-listpack-*}
 * @param sortedSet members, and bytes of one: {@code zset-max-listpack-*}
 * @param intsetMembersMax {@code set-max-intset-entries}
 * @param listNode elements of a node of a list, or from -1 to -5 its bytes, 4 KB to 64 KB: {@code
 *     list-max-listpack-size}
 * @param streamNode entries of a node, and its bytes, 0 for any number: {@code stream-node-max-*}
 * @param sketchBytesMax of a sparse HyperLogLog: {@code hll-sparse-max-bytes}
 */
public record PackingLimits(
    Limit hash,
    Limit sortedSet,
    long intsetMembersMax,
    int listNode,
    Limit streamNode,
    long sketchBytesMax) {

  /** So many, and of so many bytes. */
  public record Limit(long countMax, long bytesMax) {}

  /** Redis's defaults. */
  public static final PackingLimits DEFAULT =
      new PackingLimits(
          new Limit(512, 64), new Limit(128, 64), 512, -2, new Limit(100, 4096), 3000);
}
