package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Sets: one string a member, an intset, or one listpack. */
public final class SetFormat {

  private SetFormat() {}

  /** At least one member. They may be parts of the input. */
  public static Set<Bytes> read(RdbType type, RdbInput in) {
    List<Bytes> members =
        switch (type) {
          case SET -> in.strings(in.count());
          case SET_INTSET -> Intset.read(in.string());
          case SET_LISTPACK -> Listpack.read(in.string());
          default -> throw new IllegalArgumentException(type.name());
        };
    Set<Bytes> distinct = new LinkedHashSet<>(members);
    if (distinct.isEmpty() || distinct.size() != members.size()) {
      throw new RdbFormatException("a set that is empty or has a member twice");
    }
    return distinct;
  }

  /** How many bytes that form takes. */
  public static int integersBytes(long[] sorted) {
    return Intset.of(sorted).length();
  }

  /** Writes the type and a set of integers, for which readers keep the compact form. */
  public static void writeIntegers(RdbOutput out, long[] sorted) {
    out.type(RdbType.SET_INTSET).string(Intset.of(sorted));
  }

  /**
   * Writes the type and the set.
   *
   * @param members hands over {@code count} members
   */
  public static void write(RdbOutput out, long count, Consumer<Consumer<Bytes>> members) {
    out.type(RdbType.SET).length(count);
    members.accept(out::string);
  }
}
