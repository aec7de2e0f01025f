package io.slotwise.ops.debug;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.KeyUse;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import java.util.Locale;

/**
 * {@code DEBUG OBJECT key}: put together from what OBJECT ENCODING and DUMP say, so that it cannot
 * differ from them.
 */
public final class DebugObject {

  /** What DUMP has around the value: a type in front, version and checksum behind. */
  private static final int DUMP_FRAME_BYTES = 1 + 2 + 8;

  private static final int LRU_CLOCK_MASK = (1 << 24) - 1;

  private final Handler.OnSlot encoding;
  private final Handler.OnSlot dump;

  /**
   * @param objectEncoding the command {@code object|encoding}
   * @param dump the command {@code dump}
   */
  public DebugObject(CommandDef objectEncoding, CommandDef dump) {
    this.encoding = (Handler.OnSlot) objectEncoding.handler();
    this.dump = (Handler.OnSlot) dump.handler();
  }

  /** Runs in the turn of the key. Errors: no such key. */
  Reply run(Keyspace keys, Bytes key) {
    Value value = keys.peek(key);
    if (value == null) {
      return Errors.noSuchKey();
    }
    KeyUse use = keys.use(key);
    long lastUseMs = use == null ? keys.nowMs() : use.lastUseMs();
    Reply word = encoding.run(keys, Args.of(Bytes.of("object"), Bytes.of("encoding"), key));
    Reply payload = dump.run(keys, Args.of(Bytes.of("dump"), key));
    return new Reply.Status(
        String.format(
            Locale.ROOT,
            "Value at:0x%x refcount:1 encoding:%s serializedlength:%d lru:%d lru_seconds_idle:%d",
            System.identityHashCode(value),
            text(word).latin1(),
            text(payload).length() - DUMP_FRAME_BYTES,
            lastUseMs / 1_000 & LRU_CLOCK_MASK,
            Math.max(0, keys.nowMs() - lastUseMs) / 1_000));
  }

  private static Bytes text(Reply reply) {
    if (reply instanceof Reply.Bulk bulk) {
      return bulk.bytes();
    }
    throw new IllegalStateException("not a string: " + reply);
  }
}
