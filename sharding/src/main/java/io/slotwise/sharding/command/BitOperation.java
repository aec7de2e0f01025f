package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import java.util.Arrays;
import java.util.List;

/** What BITOP does with the bytes of its sources. */
enum BitOperation {
  AND("and"),
  OR("or"),
  XOR("xor"),
  NOT("not");

  private final String word;

  BitOperation(String word) {
    this.word = word;
  }

  /**
   * The operation that an argument names.
   *
   * @throws CommandError syntax error
   */
  static BitOperation of(Args args, int index) {
    for (BitOperation operation : values()) {
      if (args.is(index, operation.word)) {
        return operation;
      }
    }
    throw new CommandError(Errors.syntax());
  }

  /**
   * The result of all sources, each filled up with zeros.
   *
   * @param length of the longest source
   */
  byte[] apply(List<Bytes> sources, int length) {
    byte[] result = new byte[length];
    sources.get(0).copyTo(result, 0);
    if (this == NOT) {
      for (int i = 0; i < length; i++) {
        result[i] = (byte) ~result[i];
      }
    }
    for (Bytes source : sources.subList(1, sources.size())) {
      combine(result, source.array(), source.offset(), source.length());
    }
    return result;
  }

  /** One loop an operation, so that the compiler can use wide registers. */
  private void combine(byte[] result, byte[] source, int offset, int length) {
    if (this == AND) {
      for (int i = 0; i < length; i++) {
        result[i] &= source[offset + i];
      }
      Arrays.fill(result, length, result.length, (byte) 0);
    } else if (this == OR) {
      for (int i = 0; i < length; i++) {
        result[i] |= source[offset + i];
      }
    } else {
      for (int i = 0; i < length; i++) {
        result[i] ^= source[offset + i];
      }
    }
  }
}
