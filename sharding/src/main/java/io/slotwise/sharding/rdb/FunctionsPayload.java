package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import java.util.ArrayList;
import java.util.List;

/**
 * What FUNCTION DUMP answers and FUNCTION RESTORE takes: the texts of libraries, each behind the
 * mark that an RDB file has for it, and the footer of {@link DumpPayload}.
 */
public final class FunctionsPayload {

  /** A library of functions follows. */
  private static final int FUNCTION = 245;

  private FunctionsPayload() {}

  public static Bytes of(List<Bytes> texts) {
    return DumpPayload.of(out -> texts.forEach(text -> out.u8(FUNCTION).string(text)));
  }

  /**
   * The texts of an intact payload: see {@link DumpPayload#isIntact}.
   *
   * @throws CommandError when it holds anything else
   */
  public static List<Bytes> texts(Bytes payload) {
    RdbInput in = DumpPayload.content(payload);
    List<Bytes> texts = new ArrayList<>();
    while (in.remaining() > 0) {
      if (in.u8() != FUNCTION) {
        throw new CommandError(Errors.err("given type is not a function"));
      }
      try {
        texts.add(in.string().compact());
      } catch (RdbFormatException cutOff) {
        throw new CommandError(Errors.err("Failed loading engine name"));
      }
    }
    return texts;
  }
}
