package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Hashes: fields and values in turn, as strings or in one zipmap, ziplist or listpack. Since 7.4 a
 * field may have a deadline: the earliest of all stands in front, then each field's counted from
 * that one plus 1 (0: none), or in a listpack, behind the value, as it is.
 */
public final class HashFormat {

  /** A field without deadline. */
  public static final long NO_DEADLINE = -1;

  private HashFormat() {}

  /**
   * What lies at a field.
   *
   * @param deadlineMs absolute Unix time, or {@link #NO_DEADLINE}
   */
  public record Field(Bytes value, long deadlineMs) {}

  /** At least one field. Names and values may be parts of the input. */
  public static Map<Bytes, Field> read(RdbType type, RdbInput in) {
    Map<Bytes, Field> fields = new LinkedHashMap<>();
    switch (type) {
      case HASH -> addStrings(fields, in);
      case HASH_ZIPMAP -> addPairs(fields, Zipmap.read(in.string()));
      case HASH_ZIPLIST -> addPairs(fields, Ziplist.read(in.string()));
      case HASH_LISTPACK -> addPairs(fields, Listpack.read(in.string()));
      case HASH_METADATA -> addWithDeadlines(fields, in);
      case HASH_LISTPACK_EX -> {
        in.int64();
        addTriples(fields, Listpack.read(in.string()));
      }
      default -> throw new IllegalArgumentException(type.name());
    }
    if (fields.isEmpty()) {
      throw new RdbFormatException("an empty hash");
    }
    return fields;
  }

  private static void add(Map<Bytes, Field> fields, Bytes name, Bytes value, long deadlineMs) {
    if (fields.put(name, new Field(value, deadlineMs)) != null) {
      throw new RdbFormatException("a field twice");
    }
  }

  private static void addStrings(Map<Bytes, Field> fields, RdbInput in) {
    for (int count = in.count(); count > 0; count--) {
      add(fields, in.string(), in.string(), NO_DEADLINE);
    }
  }

  private static void addPairs(Map<Bytes, Field> fields, List<Bytes> pairs) {
    if (pairs.size() % 2 != 0) {
      throw new RdbFormatException("a field without value");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      add(fields, pairs.get(i), pairs.get(i + 1), NO_DEADLINE);
    }
  }

  private static void addWithDeadlines(Map<Bytes, Field> fields, RdbInput in) {
    long earliestMs = in.int64();
    for (int count = in.count(); count > 0; count--) {
      long later = in.length();
      long deadlineMs = later == 0 ? NO_DEADLINE : deadline(earliestMs + later - 1);
      add(fields, in.string(), in.string(), deadlineMs);
    }
  }

  private static void addTriples(Map<Bytes, Field> fields, List<Bytes> triples) {
    if (triples.size() % 3 != 0) {
      throw new RdbFormatException("a field without deadline");
    }
    for (int i = 0; i < triples.size(); i += 3) {
      Bytes text = triples.get(i + 2);
      if (!Numbers.isInteger(text)) {
        throw new RdbFormatException("a deadline that is no number");
      }
      long number = Numbers.integer(text);
      long deadlineMs = number == 0 ? NO_DEADLINE : deadline(number);
      add(fields, triples.get(i), triples.get(i + 1), deadlineMs);
    }
  }

  private static long deadline(long ms) {
    if (ms < 0) {
      throw new RdbFormatException("a deadline before time began");
    }
    return ms;
  }

  /** Receives the fields of a hash. */
  @FunctionalInterface
  public interface Fields {
    void add(Bytes name, Bytes value, long deadlineMs);
  }

  /**
   * Writes the type and a hash without deadlines.
   *
   * @param compact whether readers shall keep it compact
   * @param fields hands over {@code count} fields
   */
  public static void write(RdbOutput out, boolean compact, long count, Consumer<Fields> fields) {
    if (compact) {
      Listpack pairs = new Listpack();
      fields.accept((name, value, deadlineMs) -> pairs.add(name).add(value));
      out.type(RdbType.HASH_LISTPACK).string(pairs.toBytes());
    } else {
      out.type(RdbType.HASH).length(count);
      fields.accept((name, value, deadlineMs) -> out.string(name).string(value));
    }
  }

  /** How many bytes the compact form takes. */
  public static int compactBytes(Consumer<Fields> fields) {
    Listpack pairs = new Listpack();
    fields.accept((name, value, deadlineMs) -> pairs.add(name).add(value));
    return pairs.sizeBytes();
  }

  /**
   * Writes the type and a hash of which fields have deadlines, for Redis 7.4 and later.
   *
   * @param earliestMs the first of the deadlines
   */
  public static void writeWithDeadlines(
      RdbOutput out, long earliestMs, long count, Consumer<Fields> fields) {
    out.requireVersion(DumpPayload.VERSION_OF_FIELD_DEADLINES);
    out.type(RdbType.HASH_METADATA).int64(earliestMs).length(count);
    fields.accept(
        (name, value, deadlineMs) ->
            out.length(deadlineMs == NO_DEADLINE ? 0 : deadlineMs - earliestMs + 1)
                .string(name)
                .string(value));
  }
}
