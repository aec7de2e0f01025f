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

  /** What a node may hold, as {@code list-max-listpack-size -2} says. */
  private static final int NODE_BYTES_MAX = 8192;

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
    private Listpack node = new Listpack();

    @Override
    public void accept(Bytes element) {
      int bytesAfter = node.sizeBytes() + element.length() + ELEMENT_OVERHEAD_BYTES;
      if (!node.isEmpty() && bytesAfter > NODE_BYTES_MAX) {
        end();
      }
      node.add(element);
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
    }
  }

  /** Writes the type and the list. */
  public static void write(RdbOutput out, Consumer<Writer> elements) {
    Writer writer = new Writer();
    elements.accept(writer);
    writer.end();
    out.type(RdbType.LIST_QUICKLIST_2).length(writer.nodes.size());
    for (Bytes node : writer.nodes) {
      out.length(NODE_PACKED).string(node);
    }
  }
}
