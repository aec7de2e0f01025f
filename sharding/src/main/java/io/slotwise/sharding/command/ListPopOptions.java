package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.collection.ListEnd;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code numkeys key ... LEFT|RIGHT [COUNT count]}, which LMPOP and BLMPOP share.
 *
 * @param keys in the order in which they are looked at
 * @param countMax at least 1
 */
record ListPopOptions(List<Bytes> keys, ListEnd end, long countMax) {

  private static final Reply.Error KEYS_NOT_POSITIVE =
      Errors.err("numkeys should be greater than 0");
  private static final Reply.Error COUNT_NOT_POSITIVE =
      Errors.err("count should be greater than 0");

  /**
   * Reads the words from {@code numkeys} to the end of the request.
   *
   * <p>Errors, in order: numkeys should be greater than 0; syntax; count should be greater than 0.
   *
   * @param keyCountAt where numkeys stands
   */
  static ListPopOptions parse(Args args, int keyCountAt) {
    long keyCount = positive(args, keyCountAt, KEYS_NOT_POSITIVE);
    if (keyCount >= args.count() - keyCountAt - 1) {
      throw new CommandError(Errors.syntax());
    }
    int endAt = keyCountAt + 1 + (int) keyCount;
    ListEnd end = ListKeys.end(args, endAt);
    List<Bytes> keys = new ArrayList<>((int) keyCount);
    for (int i = keyCountAt + 1; i < endAt; i++) {
      keys.add(args.get(i));
    }
    return new ListPopOptions(keys, end, count(args, endAt + 1));
  }

  private static long count(Args args, int optionAt) {
    int left = args.count() - optionAt;
    if (left == 0) {
      return 1;
    }
    if (left == 1 || !args.is(optionAt, "count")) {
      throw new CommandError(Errors.syntax());
    }
    long count = positive(args, optionAt + 1, COUNT_NOT_POSITIVE);
    if (left > 2) {
      throw new CommandError(Errors.syntax());
    }
    return count;
  }

  private static long positive(Args args, int index, Reply.Error otherwise) {
    long number = args.integer(index, otherwise);
    if (number <= 0) {
      throw new CommandError(otherwise);
    }
    return number;
  }
}
