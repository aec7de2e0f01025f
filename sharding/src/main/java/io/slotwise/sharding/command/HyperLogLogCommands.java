package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.HYPERLOGLOG;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.MAY_REPLICATE;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.INSERT;
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

/** Counting distinct elements with an error of about 0.81 percent, in at most 12 KB a key. */
final class HyperLogLogCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("pfadd", HYPERLOGLOG)
              .since("2.8.9")
              .arity(-2)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, INSERT))
              .acl(AclCategory.HYPERLOGLOG)
              .onSlot(HyperLogLogCommands::pfadd),
          command("pfcount", HYPERLOGLOG)
              .since("2.8.9")
              .arity(-2)
              .flags(READONLY, MAY_REPLICATE)
              .keys(range(1, -1, 1, RW, ACCESS))
              .acl(AclCategory.HYPERLOGLOG)
              .onSlot(HyperLogLogCommands::pfcount),
          command("pfmerge", HYPERLOGLOG)
              .since("2.8.9")
              .arity(-2)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, ACCESS, INSERT), range(2, -1, 1, RO, ACCESS))
              .acl(AclCategory.HYPERLOGLOG)
              .onSlot(HyperLogLogCommands::pfmerge),
          command("pfdebug", HYPERLOGLOG)
              .since("2.8.9")
              .arity(3)
              .flags(WRITE, DENYOOM, ADMIN)
              .keys(range(2, 2, 1, RW, ACCESS))
              .acl(AclCategory.HYPERLOGLOG)
              .onSlot(HyperLogLogCommands::pfdebug),
          command("pfselftest", HYPERLOGLOG)
              .since("2.8.9")
              .arity(1)
              .flags(ADMIN)
              .acl(AclCategory.HYPERLOGLOG)
              .onSlot(HyperLogLogCommands::pfselftest));

  private static final Reply.Error MISSING = Errors.err("The specified key does not exist");
  private static final Reply.Error NOT_SPARSE = Errors.err("HLL encoding is not sparse");

  private HyperLogLogCommands() {}

  /**
   * {@code PFADD key [element ...]}. Reply: integer 1 if the estimate may have changed or the key
   * is new, else 0.
   *
   * <p>Errors: WRONGTYPE, also for a string that is no HyperLogLog; INVALIDOBJ for a damaged one.
   *
   * <p>Effects: key event "pfadd" if anything changed.
   */
  static Reply pfadd(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Value before = keys.peekString(key);
    HyperLogLog sketch = sketch(keys, before);
    boolean changed = before == null;
    for (int i = 2; i < args.count(); i++) {
      changed |= sketch.add(args.get(i));
    }
    if (!changed) {
      return Replies.ZERO;
    }
    sketch.forgetCardinality();
    KeyWrites.putString(keys, key, before, valueOf(sketch, before), "pfadd");
    return Replies.ONE;
  }

  /** What lies at a key; one that has seen nothing where nothing does. */
  private static HyperLogLog sketch(Keyspace keys, Value value) {
    long sparseBytesMax = keys.packing().sketchBytesMax();
    return value == null
        ? HyperLogLog.empty(sparseBytesMax)
        : HyperLogLog.of(value, sparseBytesMax);
  }

  private static Value valueOf(HyperLogLog sketch, Value before) {
    long expireAtMs = before == null ? Value.NO_EXPIRY : before.expireAtMs();
    return Value.rawString(sketch.toBytes(), expireAtMs);
  }

  /**
   * {@code PFCOUNT key [key ...]}. Reply: integer, about how many different elements have been
   * added to any of the keys.
   *
   * <p>Errors: as of PFADD. Effects: with one key the estimate is kept in the value.
   */
  static Reply pfcount(Keyspace keys, Args args) {
    if (args.count() > 2) {
      byte[] registers = new byte[HyperLogLog.REGISTERS];
      for (int i = 1; i < args.count(); i++) {
        Value value = keys.readString(args.get(i));
        if (value != null) {
          sketch(keys, value).mergeInto(registers);
        }
      }
      return Replies.integer(HyperLogLog.estimate(registers));
    }
    Bytes key = args.get(1);
    Value value = keys.readString(key);
    if (value == null) {
      return Replies.ZERO;
    }
    HyperLogLog sketch = sketch(keys, value);
    if (sketch.knowsCardinality()) {
      return Replies.integer(sketch.cardinality());
    }
    long estimate = sketch.estimate();
    keys.put(key, valueOf(sketch, value));
    return Replies.integer(estimate);
  }

  /**
   * {@code PFMERGE destination [source ...]}. Reply: OK. The destination is one of the sources if
   * it is there.
   *
   * <p>Errors: as of PFADD. Effects: key event "pfadd", in any case.
   */
  static Reply pfmerge(Keyspace keys, Args args) {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    boolean anyDense = false;
    for (int i = 1; i < args.count(); i++) {
      Value source = keys.readString(args.get(i));
      if (source != null) {
        HyperLogLog sketch = sketch(keys, source);
        anyDense |= sketch.isDense();
        sketch.mergeInto(registers);
      }
    }
    Bytes key = args.get(1);
    Value before = keys.peekString(key);
    HyperLogLog merged = sketch(keys, before);
    if (anyDense) {
      merged.makeDense();
    }
    merged.raiseAll(registers);
    merged.forgetCardinality();
    KeyWrites.putString(keys, key, before, valueOf(merged, before), "pfadd");
    return Replies.OK;
  }

  /**
   * {@code PFDEBUG subcommand key}. GETREG: array of all registers, which makes the value dense;
   * DECODE: bulk, the runs of a sparse one; ENCODING: status, dense or sparse; TODENSE: integer 1
   * if it was sparse.
   *
   * <p>Errors, in order: no such key; those of PFADD; not sparse, or unknown subcommand.
   */
  static Reply pfdebug(Keyspace keys, Args args) {
    Value value = keys.peekString(args.get(2));
    if (value == null) {
      throw new CommandError(MISSING);
    }
    HyperLogLog sketch = sketch(keys, value);
    if (args.is(1, "getreg")) {
      makeDense(keys, args.get(2), value, sketch);
      List<Reply> registers = new ArrayList<>(HyperLogLog.REGISTERS);
      for (byte register : sketch.registers()) {
        registers.add(Replies.integer(register));
      }
      return new Reply.Array(registers);
    }
    if (args.is(1, "decode")) {
      if (sketch.isDense()) {
        throw new CommandError(NOT_SPARSE);
      }
      return Replies.bulk(sketch.runs().decoded());
    }
    if (args.is(1, "encoding")) {
      return new Reply.Status(sketch.isDense() ? "dense" : "sparse");
    }
    if (args.is(1, "todense")) {
      return Replies.flag(makeDense(keys, args.get(2), value, sketch));
    }
    throw new CommandError(
        Errors.err("Unknown PFDEBUG subcommand '" + Errors.oneLine(args.get(1).latin1()) + "'"));
  }

  private static boolean makeDense(Keyspace keys, Bytes key, Value before, HyperLogLog sketch) {
    boolean wasSparse = sketch.makeDense();
    if (wasSparse) {
      keys.put(key, valueOf(sketch, before));
    }
    return wasSparse;
  }

  /** {@code PFSELFTEST}. Reply: OK. Errors: TESTFAILED, and what was not as it must be. */
  static Reply pfselftest(Keyspace keys, Args args) {
    return new HyperLogLogSelfTest(keys.random()).run();
  }
}
