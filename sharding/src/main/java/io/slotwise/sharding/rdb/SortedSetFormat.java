package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.resp.DoubleText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sorted sets: members and scores in turn, the scores as text or as binary doubles; or all in one
 * ziplist or listpack.
 */
public final class SortedSetFormat {

  private SortedSetFormat() {}

  /** At least one member. They may be parts of the input. */
  public static Map<Bytes, Double> read(RdbType type, RdbInput in) {
    Map<Bytes, Double> members = new LinkedHashMap<>();
    switch (type) {
      case SORTED_SET, SORTED_SET_2 -> {
        for (int count = in.count(); count > 0; count--) {
          Bytes member = in.string();
          add(members, member, type == RdbType.SORTED_SET ? in.textDouble() : in.binaryDouble());
        }
      }
      case SORTED_SET_ZIPLIST -> addPairs(members, Ziplist.read(in.string()));
      case SORTED_SET_LISTPACK -> addPairs(members, Listpack.read(in.string()));
      default -> throw new IllegalArgumentException(type.name());
    }
    if (members.isEmpty()) {
      throw new RdbFormatException("an empty sorted set");
    }
    return members;
  }

  private static void add(Map<Bytes, Double> members, Bytes member, double score) {
    if (Double.isNaN(score) || members.put(member, score) != null) {
      throw new RdbFormatException("a member twice, or a score that is no number");
    }
  }

  private static void addPairs(Map<Bytes, Double> members, List<Bytes> pairs) {
    if (pairs.size() % 2 != 0) {
      throw new RdbFormatException("a member without score");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      add(members, pairs.get(i), RdbInput.number(pairs.get(i + 1)));
    }
  }

  /** Receives the members of a sorted set. */
  @FunctionalInterface
  public interface Members {
    void add(Bytes member, double score);
  }

  /** Writes the type and a small set, which readers shall keep compact: the least score first. */
  public static void writeCompact(RdbOutput out, Consumer<Members> ascending) {
    Listpack pairs = new Listpack();
    ascending.accept((member, score) -> pairs.add(member).add(Bytes.of(DoubleText.of(score))));
    out.type(RdbType.SORTED_SET_LISTPACK).string(pairs.toBytes());
  }

  /** How many bytes the compact form takes. */
  public static int compactBytes(Consumer<Members> members) {
    Listpack pairs = new Listpack();
    members.accept((member, score) -> pairs.add(member).add(Bytes.of(DoubleText.of(score))));
    return pairs.sizeBytes();
  }

  /**
   * Writes the type and the set, the greatest score first, which is the order that readers are
   * quickest with.
   *
   * @param descending hands over {@code count} members
   */
  public static void write(RdbOutput out, long count, Consumer<Members> descending) {
    out.type(RdbType.SORTED_SET_2).length(count);
    descending.accept((member, score) -> out.string(member).binaryDouble(score));
  }
}
