package io.slotwise.protocol.command;

import java.util.Set;

/**
 * Where the keys of a request stand, and what happens to them. Positions count from the command's
 * name = 0.
 */
public sealed interface KeySpec {

  /** What may happen to the key. */
  enum Access {
    RO,
    RW,
    OW,
    RM
  }

  /** What happens to the data in it, and what is unusual about the spec. */
  enum Effect {
    ACCESS,
    UPDATE,
    INSERT,
    DELETE,
    NOT_KEY,
    INCOMPLETE,
    VARIABLE_FLAGS
  }

  /** Null for what has a slot like a key and is none ({@link Effect#NOT_KEY}). */
  Access access();

  Set<Effect> effects();

  /**
   * Keys at {@code first}, every {@code step}, up to {@code last}. A negative {@code last} counts
   * from the end of the request (-1 is the last word); {@code last} is absolute, as in Redis's old
   * (first, last, step) triple. With {@code last < 0} and {@code limit > 1}, only the first 1/limit
   * of that span.
   */
  record Range(int first, int last, int step, int limit, Access access, Set<Effect> effects)
      implements KeySpec {}

  /**
   * The argument at {@code countAt} says how many keys follow from {@code first} on (EVAL, LMPOP).
   */
  record Counted(int countAt, int first, int step, Access access, Set<Effect> effects)
      implements KeySpec {}

  /**
   * Keys follow a keyword, looked for from {@code searchFrom} on, backwards when that is negative.
   * {@code last}, {@code step} and {@code limit} as in {@link Range}, with {@code last} relative to
   * the first key.
   */
  record AfterKeyword(
      String keyword,
      int searchFrom,
      int last,
      int step,
      int limit,
      Access access,
      Set<Effect> effects)
      implements KeySpec {}

  /** Keys that no table can name (SORT's BY and GET patterns). */
  record Unknown(Access access, Set<Effect> effects) implements KeySpec {}
}
