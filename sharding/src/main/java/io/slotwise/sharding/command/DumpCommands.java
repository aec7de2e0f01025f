package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.GENERIC;
import static io.slotwise.protocol.command.Flag.ASKING;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.OW;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.rdb.DumpPayload;
import io.slotwise.sharding.rdb.RdbFormatException;
import java.util.List;

/** Values as opaque payloads, to carry them from one server to another. */
final class DumpCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("dump", GENERIC)
              .since("2.6.0")
              .arity(2)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.KEYSPACE)
              .tips("nondeterministic_output")
              .onSlot(DumpCommands::dump),
          restore("restore", "2.6.0").onSlot(DumpCommands::restore),
          restore("restore-asking", "3.0.0").flags(ASKING).onSlot(DumpCommands::restore));

  private static final Reply.Error KEY_EXISTS =
      new Reply.Error(ErrorCode.BUSYKEY, "Target key name already exists.");
  private static final Reply.Error BAD_TTL = Errors.err("Invalid TTL value, must be >= 0");
  private static final Reply.Error BAD_FOOTER =
      Errors.err("DUMP payload version or checksum are wrong");
  private static final Reply.Error BAD_FORMAT = Errors.err("Bad data format");

  private DumpCommands() {}

  private static CommandDef.Builder restore(String name, String since) {
    return command(name, GENERIC)
        .since(since)
        .arity(-4)
        .flags(WRITE, DENYOOM)
        .keys(range(1, 1, 1, OW, UPDATE))
        .acl(AclCategory.KEYSPACE, AclCategory.DANGEROUS);
  }

  /** {@code DUMP key}. Reply: bulk, the payload without the deadline; null without a key. */
  static Reply dump(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Value value = keys.read(key);
    return value == null
        ? Replies.NIL
        : Replies.bulk(
            DumpPayload.of(out -> ValueKinds.of(value.type()).dump(keys, key, value, out)));
  }

  /**
   * {@code RESTORE key ttl payload [REPLACE] [ABSTTL] [IDLETIME s] [FREQ n]}, ttl in ms, 0 for
   * none. Reply: OK.
   *
   * <p>Errors, in order: syntax and bad options; BUSYKEY; ttl not an integer; Invalid TTL; payload
   * version or checksum; Bad data format.
   *
   * <p>Effects: key event "restore"; a deadline in the past leaves no key, and one that was there
   * is deleted ("del").
   */
  static Reply restore(Keyspace keys, Args args) {
    RestoreOptions options = RestoreOptions.parse(args);
    Bytes key = args.get(1);
    boolean present = keys.peek(key) != null;
    if (present && !options.replaces()) {
      throw new CommandError(KEY_EXISTS);
    }
    long ttlMs = args.integer(2);
    if (ttlMs < 0) {
      throw new CommandError(BAD_TTL);
    }
    if (!DumpPayload.isIntact(args.get(3))) {
      throw new CommandError(BAD_FOOTER);
    }
    // Wraps around for a time to live of ages: as in Redis, such a key is gone at once.
    long expireAtMs =
        ttlMs == 0 ? Value.NO_EXPIRY : options.absolute() ? ttlMs : ttlMs + keys.nowMs();
    RestoredValue restored = read(args.get(3));
    if (ttlMs != 0 && expireAtMs <= keys.nowMs()) {
      KeyWrites.delete(keys, key);
      return Replies.OK;
    }
    Value value = restored.toValue(keys, key, expireAtMs);
    if (value == null) {
      KeyWrites.delete(keys, key);
      return Replies.OK;
    }
    // What was there is deleted first, so the key is new in any case.
    KeyWrites.put(keys, key, true, value);
    options.markUse(keys, key);
    KeyWrites.generic(keys, "restore", key);
    return Replies.OK;
  }

  private static RestoredValue read(Bytes payload) {
    try {
      DumpPayload opened = DumpPayload.open(payload);
      return ValueKinds.of(opened.type().valueType()).read(opened.type(), opened.value());
    } catch (RdbFormatException e) {
      throw new CommandError(BAD_FORMAT);
    }
  }
}
