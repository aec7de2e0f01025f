package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lists: one string an element; one ziplist; or a number of nodes, each a ziplist or listpack or,
 * of very large elements, the element itself.
 */
public final class ListFormat {

  private static final int NODE_PLAIN = 1;
  private static final int NODE_PACKED = 2;

  /** What -1 says in place of a node's number of elements; each less doubles it, down to -5. */
  private static final int NODE_BYTES_LEAST = 4096;

  private static final int NODE_LEAST = -5;

  /** The bytes of a node whose elements are counted. */
  private static final int COUNTED_NODE_BYTES_MAX = 8192;

  /** Redis's guess of what a listpack needs besides the bytes of an element. */
  private static final int ELEMENT_OVERHEAD_BYTES = 8;

  private ListFormat() {}

  /** At least one element. They may be parts of the input. */
  public static List<Bytes> read(RdbType type, RdbInput in) {
    List<Bytes> elements =
        switch (type) {
          case LIST -> in.strings(in.count());
          case LIST_ZIPLIST -> Ziplist.read(in.string());
          case LIST_QUICKLIST -> nodes(in, false);
          case LIST_QUICKLIST_2 -> nodes(in, true);
          default -> throw new IllegalArgumentException(type.name());
        };
    if (elements.isEmpty()) {
      throw new RdbFormatException("an empty list");
    }
    return elements;
  }

  private static List<Bytes> nodes(RdbInput in, boolean kindsGiven) {
    List<Bytes> elements = new ArrayList<>();
    for (int nodes = in.count(); nodes > 0; nodes--) {
      long kind = kindsGiven ? in.length() : 0;
      Bytes node = in.string();
      if (!kindsGiven) {
        elements.addAll(Ziplist.read(node));
      } else if (kind == NODE_PACKED) {
        elements.addAll(Listpack.read(node));
      } else if (kind == NODE_PLAIN) {
        elements.add(node);
      } else {
        throw new RdbFormatException("no such kind of node");
      }
    }
    return elements;
  }

  /** Receives the elements of a list in order, and cuts it into nodes as Redis would. */
  public static final class Writer implements Consumer<Bytes> {

    private final List<Bytes> nodes = new ArrayList<>();
    private final int countMax;
    private final int bytesMax;
    private Listpack node = new Listpack();
    private int count;

    /**
     * @param listNode what a node may hold, as {@code list-max-listpack-size} says it
     */
    public Writer(int listNode) {
      boolean isCounted = listNode >= 0;
      countMax = isCounted ? Math.max(1, listNode) : Integer.MAX_VALUE;
      bytesMax =
          isCounted
              ? COUNTED_NODE_BYTES_MAX
              : NODE_BYTES_LEAST << -1 - Math.max(NODE_LEAST, listNode);
    }

    @Override
    public void accept(Bytes element) {
      int bytesAfter = node.sizeBytes() + element.length() + ELEMENT_OVERHEAD_BYTES;
      if (!node.isEmpty() && (bytesAfter > bytesMax || count >= countMax)) {
        end();
      }
      node.add(element);
      count++;
    }

    /** How many nodes are full. */
    public int nodeCount() {
      return nodes.size();
    }

    /** What each node takes. */
    public List<Integer> nodeBytes() {
      List<Integer> bytes = new ArrayList<>();
      nodes.forEach(full -> bytes.add(full.length()));
      if (!node.isEmpty()) {
        bytes.add(node.sizeBytes());
      }
      return bytes;
    }

    private void end() {
      nodes.add(node.toBytes());
      node = new Listpack();
      count = 0;
    }
  }

  /**
   * Writes the type and the list.
   *
   * @param listNode what a node may hold, as {@code list-max-listpack-size} says it
   */
  public static void write(RdbOutput out, int listNode, Consumer<Writer> elements) {
    Writer writer = new Writer(listNode);
    elements.accept(writer);
    writer.end();
    out.type(RdbType.LIST_QUICKLIST_2).length(writer.nodes.size());
    for (Bytes node : writer.nodes) {
      out.length(NODE_PACKED).string(node);
    }
  }
}
