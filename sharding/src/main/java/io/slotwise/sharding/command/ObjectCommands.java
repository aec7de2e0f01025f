package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.GENERIC;
import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.KeyUse;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Session;
import io.slotwise.sharding.api.Value;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What can be said of a value besides its content: OBJECT, and MEMORY USAGE. */
public final class ObjectCommands {

  /** {@code MEMORY USAGE}, for the container MEMORY, whose other parts are about the server. */
  public static final CommandDef MEMORY_USAGE =
      command("memory|usage", SERVER)
          .since("4.0.0")
          .arity(-3)
          .flags(READONLY)
          .keys(range(2, 2, 1, RO))
          .onSlot(ObjectCommands::memoryUsage);

  /** How many elements MEMORY USAGE looks at when it is not told. */
  private static final int SAMPLES = 5;

  private static final Reply.Error FREQUENCY_NOT_TRACKED =
      Errors.err(
          "An LFU maxmemory policy is not selected, access frequency not tracked. Please note"
              + " that when switching between policies at runtime LRU and LFU data will take some"
              + " time to adjust.");
  private static final Reply.Error IDLE_TIME_NOT_TRACKED =
      Errors.err(
          "An LFU maxmemory policy is selected, idle time not tracked. Please note that when"
              + " switching between policies at runtime LRU and LFU data will take some time to"
              + " adjust.");

  private static final Reply HELP =
      new Reply.Array(
          Stream.of(
                  "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                  "ENCODING <key>",
                  "    Return the kind of internal representation used in order to store the value",
                  "    associated with a <key>.",
                  "FREQ <key>",
                  "    Return the access frequency index of the <key>. The returned integer is",
                  "    proportional to the logarithm of the recent access frequency of the key.",
                  "IDLETIME <key>",
                  "    Return the idle time of the <key>, that is the approximated number of",
                  "    seconds elapsed since the last access to the key.",
                  "REFCOUNT <key>",
                  "    Return the number of references of the value associated with the specified",
                  "    <key>.",
                  "HELP",
                  "    Prints this help.")
              .<Reply>map(Reply.Status::new)
              .toList());

  private final BooleanSupplier frequencyTracked;

  /**
   * @param frequencyTracked whether the eviction policy counts how often keys are used (LFU) rather
   *     than when (LRU): OBJECT answers for one of the two only
   */
  public ObjectCommands(BooleanSupplier frequencyTracked) {
    this.frequencyTracked = frequencyTracked;
  }

  public List<CommandDef> commands() {
    return List.of(
        container("object", GENERIC)
            .since("2.2.3")
            .arity(-2)
            .sub(about("encoding", "2.2.3").onSlot(ObjectCommands::encoding))
            .sub(about("freq", "4.0.0").onSlot(this::frequency))
            .sub(about("idletime", "2.2.3").onSlot(this::idleTime))
            .sub(about("refcount", "2.2.3").onSlot(ObjectCommands::refCount))
            .sub(
                command("object|help", GENERIC)
                    .since("6.2.0")
                    .arity(2)
                    .flags(LOADING, STALE)
                    .acl(AclCategory.KEYSPACE)
                    .onConnection(ObjectCommands::help))
            .build());
  }

  private static CommandDef.Builder about(String what, String since) {
    return command("object|" + what, GENERIC)
        .since(since)
        .arity(3)
        .flags(READONLY)
        .keys(range(2, 2, 1, RO))
        .acl(AclCategory.KEYSPACE)
        .tips("nondeterministic_output");
  }

  static Reply help(Session session, Args args) {
    return HELP;
  }

  /** {@code OBJECT ENCODING key}. Reply: bulk, Redis's name for it; null without a key. */
  static Reply encoding(Keyspace keys, Args args) {
    Value value = keys.peek(args.get(2));
    return value == null ? Replies.NIL : Replies.bulk(ValueEncoding.word(value));
  }

  /** {@code OBJECT REFCOUNT key}. Reply: 1, or of a small integer that Redis shares 2147483647. */
  static Reply refCount(Keyspace keys, Args args) {
    Value value = keys.peek(args.get(2));
    if (value == null) {
      return Replies.NIL;
    }
    return Replies.integer(StringEncoding.isSharedInteger(value) ? Integer.MAX_VALUE : 1);
  }

  /** {@code OBJECT IDLETIME key}. Reply: seconds since the last use; null without a key. */
  private Reply idleTime(Keyspace keys, Args args) {
    KeyUse use = keys.use(args.get(2));
    if (use == null) {
      return Replies.NIL;
    }
    if (frequencyTracked.getAsBoolean()) {
      throw new CommandError(IDLE_TIME_NOT_TRACKED);
    }
    return Replies.integer(Math.max(0, keys.nowMs() - use.lastUseMs()) / 1000);
  }

  /** {@code OBJECT FREQ key}. Reply: Redis's logarithmic counter; null without a key. */
  private Reply frequency(Keyspace keys, Args args) {
    KeyUse use = keys.use(args.get(2));
    if (use == null) {
      return Replies.NIL;
    }
    if (!frequencyTracked.getAsBoolean()) {
      throw new CommandError(FREQUENCY_NOT_TRACKED);
    }
    return Replies.integer(use.frequency());
  }

  /**
   * {@code MEMORY USAGE key [SAMPLES n]}. Reply: the bytes that Redis would need for key and value,
   * by the mean of n elements (0: all); null without a key.
   *
   * <p>Errors, in order of the words: not an integer; syntax.
   */
  static Reply memoryUsage(Keyspace keys, Args args) {
    long samples = SAMPLES;
    for (int i = 3; i < args.count(); i += 2) {
      samples =
          args.is(i, "samples") && i + 1 < args.count() ? args.integer(i + 1) : Long.MIN_VALUE;
      if (samples < 0) {
        throw new CommandError(Errors.syntax());
      }
    }
    long samplesMax = samples == 0 ? Long.MAX_VALUE : samples;
    Bytes key = args.get(2);
    Value value = keys.peek(key);
    return value == null
        ? Replies.NIL
        : Replies.integer(
            RedisMemory.key(key.length())
                + ValueKinds.of(value.type()).memoryBytes(keys, key, value, samplesMax));
  }
}
