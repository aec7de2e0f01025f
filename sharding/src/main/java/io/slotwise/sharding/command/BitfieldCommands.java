package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.BITMAP;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.protocol.command.KeySpec.Effect.VARIABLE_FLAGS;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import java.util.ArrayList;
import java.util.List;

/** Strings as arrays of integers of any width: the operations of one request run in turn. */
final class BitfieldCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("bitfield", BITMAP)
              .since("3.2.0")
              .arity(-2)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, ACCESS, UPDATE, VARIABLE_FLAGS))
              .acl(AclCategory.BITMAP)
              .onSlot(BitfieldCommands::bitfield),
          command("bitfield_ro", BITMAP)
              .since("6.0.0")
              .arity(-2)
              .flags(READONLY, FAST)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.BITMAP)
              .onSlot(BitfieldCommands::bitfieldRo));

  private static final Reply.Error READ_ONLY =
      Errors.err("BITFIELD_RO only supports the GET subcommand");
  private static final Reply.Error BAD_OVERFLOW = Errors.err("Invalid OVERFLOW type specified");

  private BitfieldCommands() {}

  /**
   * {@code BITFIELD key [GET type offset | [OVERFLOW WRAP|SAT|FAIL] SET type offset value | INCRBY
   * type offset n ...]}. Reply: array, an element each for GET, SET (the old number) and INCRBY
   * (the new one); null where FAIL kept an overflow from happening.
   *
   * <p>Errors, in order of the words: syntax; Invalid OVERFLOW type; Invalid bitfield type; bad
   * offset; not an integer; then WRONGTYPE.
   */
  static Reply bitfield(Keyspace keys, Args args) {
    List<Operation> operations = parse(keys, args);
    return operations.stream().anyMatch(Operation::writes)
        ? update(keys, args.get(1), operations)
        : read(keys, args.get(1), operations);
  }

  /** {@code BITFIELD_RO key [GET type offset ...]}. As BITFIELD, with GET alone. */
  static Reply bitfieldRo(Keyspace keys, Args args) {
    List<Operation> operations = parse(keys, args);
    if (operations.stream().anyMatch(Operation::writes)) {
      throw new CommandError(READ_ONLY);
    }
    return read(keys, args.get(1), operations);
  }

  private static Reply read(Keyspace keys, Bytes key, List<Operation> operations) {
    Value value = keys.readString(key);
    byte[] data = value == null ? new byte[0] : value.bytes();
    List<Reply> replies = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      replies.add(Replies.integer(operation.type().read(data, operation.offset())));
    }
    return new Reply.Array(replies);
  }

  private static Reply update(Keyspace keys, Bytes key, List<Operation> operations) {
    Value before = keys.peekString(key);
    long lastBit =
        operations.stream()
            .filter(Operation::writes)
            .mapToLong(operation -> operation.offset() + operation.type().width() - 1)
            .max()
            .orElseThrow();
    byte[] data = Bits.copyWithRoomFor(keys, before, lastBit);
    boolean grows = before == null || data.length > before.data().length();
    boolean changes = false;
    List<Reply> replies = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      BitfieldType type = operation.type();
      long old = type.read(data, operation.offset());
      if (!operation.writes()) {
        replies.add(Replies.integer(old));
        continue;
      }
      BitfieldType.Result result = operation.result(old);
      if (result.refused()) {
        replies.add(Replies.NIL);
        continue;
      }
      Bits.put(data, operation.offset(), type.width(), result.value());
      changes |= grows || result.value() != old;
      replies.add(Replies.integer(operation.kind() == Kind.SET ? old : result.value()));
    }
    long expireAtMs = before == null ? Value.NO_EXPIRY : before.expireAtMs();
    Value after = Value.rawString(Bytes.wrap(data), expireAtMs);
    if (changes) {
      KeyWrites.putString(keys, key, before, after, "setbit");
    } else if (grows) {
      KeyWrites.put(keys, key, before == null, after);
    }
    return new Reply.Array(replies);
  }

  private static List<Operation> parse(Keyspace keys, Args args) {
    List<Operation> operations = new ArrayList<>();
    BitfieldType.Overflow overflow = BitfieldType.Overflow.WRAP;
    int i = 2;
    while (i < args.count()) {
      int following = args.count() - i - 1;
      Kind kind = Kind.of(args, i);
      if (kind != null && following >= kind.wordsBehind) {
        operations.add(parseOne(keys, args, i, kind, overflow));
        i += 1 + kind.wordsBehind;
      } else if (args.is(i, "overflow") && following >= 1) {
        overflow = parseOverflow(args, i + 1);
        i += 2;
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    return operations;
  }

  private static Operation parseOne(
      Keyspace keys, Args args, int at, Kind kind, BitfieldType.Overflow overflow) {
    BitfieldType type = BitfieldType.parse(args.get(at + 1));
    long offset = Bits.offset(keys, args, at + 2, type.width());
    long operand = kind == Kind.GET ? 0 : args.integer(at + 3);
    return new Operation(kind, type, offset, operand, overflow);
  }

  private static BitfieldType.Overflow parseOverflow(Args args, int index) {
    for (BitfieldType.Overflow overflow : BitfieldType.Overflow.values()) {
      if (args.is(index, overflow.word())) {
        return overflow;
      }
    }
    throw new CommandError(BAD_OVERFLOW);
  }

  private enum Kind {
    GET("get", 2),
    SET("set", 3),
    INCRBY("incrby", 3);

    private final String word;
    private final int wordsBehind;

    Kind(String word, int wordsBehind) {
      this.word = word;
      this.wordsBehind = wordsBehind;
    }

    static Kind of(Args args, int index) {
      for (Kind kind : values()) {
        if (args.is(index, kind.word)) {
          return kind;
        }
      }
      return null;
    }
  }

  private record Operation(
      Kind kind, BitfieldType type, long offset, long operand, BitfieldType.Overflow overflow) {

    boolean writes() {
      return kind != Kind.GET;
    }

    BitfieldType.Result result(long old) {
      return kind == Kind.SET ? type.sum(operand, 0, overflow) : type.sum(old, operand, overflow);
    }
  }
}
