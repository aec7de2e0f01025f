package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.STREAM;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
import static io.slotwise.protocol.command.KeySpec.Effect.INSERT;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;
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
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Session;
import io.slotwise.sharding.stream.Consumer;
import io.slotwise.sharding.stream.ConsumerGroup;
import io.slotwise.sharding.stream.Stream;
import io.slotwise.sharding.stream.StreamId;
import java.util.List;

/**
 * Consumer groups and their consumers: XGROUP. What they have been given is in {@link
 * StreamPendingCommands}.
 */
final class StreamGroupCommands {

  static final List<CommandDef> ALL =
      List.of(
          container("xgroup", STREAM)
              .since("5.0.0")
              .arity(-2)
              .sub(
                  sub("create", "5.0.0", -5)
                      .flags(WRITE, DENYOOM)
                      .keys(range(2, 2, 1, RW, INSERT))
                      .onSlot(StreamGroupCommands::create))
              .sub(
                  sub("setid", "5.0.0", -5)
                      .flags(WRITE)
                      .keys(range(2, 2, 1, RW, UPDATE))
                      .onSlot(StreamGroupCommands::setId))
              .sub(
                  sub("destroy", "5.0.0", 4)
                      .flags(WRITE)
                      .keys(range(2, 2, 1, RW, DELETE))
                      .onSlot(StreamGroupCommands::destroy))
              .sub(
                  sub("createconsumer", "6.2.0", 5)
                      .flags(WRITE, DENYOOM)
                      .keys(range(2, 2, 1, RW, INSERT))
                      .onSlot(StreamGroupCommands::createConsumer))
              .sub(
                  sub("delconsumer", "5.0.0", 5)
                      .flags(WRITE)
                      .keys(range(2, 2, 1, RW, DELETE))
                      .onSlot(StreamGroupCommands::deleteConsumer))
              .sub(
                  sub("help", "5.0.0", 2)
                      .flags(LOADING, STALE)
                      .onConnection(StreamGroupCommands::help))
              .build());

  private static final Reply.Error NO_KEY =
      Errors.err(
          "The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to"
              + " use the MKSTREAM option to create an empty stream automatically.");

  private static final Reply.Error BUSY_GROUP =
      new Reply.Error(ErrorCode.BUSYGROUP, "Consumer Group name already exists");

  private static final Reply HELP =
      new Reply.Array(
          java.util.stream.Stream.of(
                  "XGROUP <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                  "CREATE <key> <groupname> <id|$> [option]",
                  "    Create a new consumer group. Options are:",
                  "    * MKSTREAM",
                  "      Create the empty stream if it does not exist.",
                  "    * ENTRIESREAD entries_read",
                  "      Set the group's entries_read counter (internal use).",
                  "CREATECONSUMER <key> <groupname> <consumer>",
                  "    Create a new consumer in the specified group.",
                  "DELCONSUMER <key> <groupname> <consumer>",
                  "    Remove the specified consumer.",
                  "DESTROY <key> <groupname>",
                  "    Remove the specified group.",
                  "SETID <key> <groupname> <id|$> [ENTRIESREAD entries_read]",
                  "    Set the current group ID and entries_read counter.",
                  "HELP",
                  "    Prints this help.")
              .<Reply>map(Reply.Status::new)
              .toList());

  private StreamGroupCommands() {}

  private static CommandDef.Builder sub(String name, String since, int arity) {
    return command("xgroup|" + name, STREAM).since(since).arity(arity).acl(AclCategory.STREAM);
  }

  /** What follows the id in XGROUP CREATE and SETID. */
  private record Options(boolean makesStream, long entriesRead) {

    private static final int FIRST = 5;

    static Options parse(Args args, boolean creates) {
      boolean makesStream = false;
      long entriesRead = ConsumerGroup.UNKNOWN;
      for (int i = FIRST; i < args.count(); i++) {
        if (creates && args.is(i, "mkstream")) {
          makesStream = true;
        } else if (args.is(i, "entriesread") && i + 1 < args.count()) {
          entriesRead = args.integer(++i);
          if (entriesRead < 0 && entriesRead != ConsumerGroup.UNKNOWN) {
            throw new CommandError(Errors.err("value for ENTRIESREAD must be positive or -1"));
          }
        } else {
          throw wrongWords(args);
        }
      }
      return new Options(makesStream, entriesRead);
    }
  }

  private static CommandError wrongWords(Args args) {
    return new CommandError(Errors.subcommandSyntax("xgroup", args.get(1)));
  }

  /** The stream of a subcommand that needs one. */
  private static Stream stream(Keyspace keys, Args args) {
    Stream stream = StreamArgs.peek(keys, args.get(2));
    if (stream == null) {
      throw new CommandError(NO_KEY);
    }
    return stream;
  }

  private static ConsumerGroup group(Stream stream, Args args) {
    ConsumerGroup group = stream.group(args.get(3));
    if (group == null) {
      throw StreamArgs.noGroupOfKey(args.get(2), args.get(3));
    }
    return group;
  }

  private static void save(Keyspace keys, Args args, Stream stream, String event) {
    StreamArgs.save(keys, args.get(2), stream);
    keys.keyEvent(KeyEventType.STREAM, event, args.get(2));
  }

  /**
   * {@code XGROUP CREATE key group id|$ [MKSTREAM] [ENTRIESREAD n]}. Reply: OK.
   *
   * <p>Errors, in order: of the options, as they stand; WRONGTYPE; without MKSTREAM, no such key;
   * an invalid id; BUSYGROUP.
   *
   * <p>Effects: key event "xgroup-create".
   */
  static Reply create(Keyspace keys, Args args) {
    Options options = Options.parse(args, true);
    Bytes key = args.get(2);
    Stream stream = StreamArgs.peek(keys, key);
    if (stream == null && !options.makesStream()) {
      throw new CommandError(NO_KEY);
    }
    if (args.count() > 8) {
      throw wrongWords(args);
    }
    if (stream == null) {
      stream = Stream.create(keys, key);
    }
    StreamId lastId = args.is(4, "$") ? stream.lastId() : StreamArgs.id(args, 4);
    if (stream.group(args.get(3)) != null) {
      throw new CommandError(BUSY_GROUP);
    }
    stream.createGroup(args.get(3)).moveTo(lastId, options.entriesRead());
    save(keys, args, stream, "xgroup-create");
    return Replies.OK;
  }

  /**
   * {@code XGROUP SETID key group id|$ [ENTRIESREAD n]}. Reply: OK.
   *
   * <p>Errors, in order: of the options, as they stand; WRONGTYPE; no such key; NOGROUP; more
   * words; an invalid id.
   *
   * <p>Effects: key event "xgroup-setid".
   */
  static Reply setId(Keyspace keys, Args args) {
    Options options = Options.parse(args, false);
    Stream stream = stream(keys, args);
    ConsumerGroup group = group(stream, args);
    if (args.count() > 7) {
      throw wrongWords(args);
    }
    StreamId lastId = args.is(4, "$") ? stream.lastId() : StreamArgs.idOrEdge(args, 4);
    group.moveTo(lastId, options.entriesRead());
    save(keys, args, stream, "xgroup-setid");
    return Replies.OK;
  }

  /**
   * {@code XGROUP DESTROY key group}. Reply: integer 1, or 0 without such a group. Errors, in
   * order: WRONGTYPE; no such key.
   *
   * <p>Effects: key event "xgroup-destroy"; who waits for the group is told that it is gone.
   */
  static Reply destroy(Keyspace keys, Args args) {
    Stream stream = stream(keys, args);
    ConsumerGroup group = stream.group(args.get(3));
    if (group == null) {
      return Replies.ZERO;
    }
    keys.willVisit(group.pendingCount() + group.consumerCount());
    stream.delete(group);
    save(keys, args, stream, "xgroup-destroy");
    return Replies.ONE;
  }

  /**
   * {@code XGROUP CREATECONSUMER key group consumer}. Reply: integer 1, or 0 if the group has him.
   * Errors, in order: WRONGTYPE; no such key; NOGROUP.
   *
   * <p>Effects: key event "xgroup-createconsumer" if he is new.
   */
  static Reply createConsumer(Keyspace keys, Args args) {
    Stream stream = stream(keys, args);
    ConsumerGroup group = group(stream, args);
    if (group.consumer(args.get(4)) != null) {
      return Replies.ZERO;
    }
    group.createConsumer(args.get(4), keys.nowMs());
    save(keys, args, stream, "xgroup-createconsumer");
    return Replies.ONE;
  }

  /**
   * {@code XGROUP DELCONSUMER key group consumer}. Reply: how many entries were pending for him,
   * which nobody has now. Errors, in order: WRONGTYPE; no such key; NOGROUP.
   *
   * <p>Effects: key event "xgroup-delconsumer" if there was one.
   */
  static Reply deleteConsumer(Keyspace keys, Args args) {
    Stream stream = stream(keys, args);
    ConsumerGroup group = group(stream, args);
    Consumer consumer = group.consumer(args.get(4));
    if (consumer == null) {
      return Replies.ZERO;
    }
    long pending = consumer.pendingCount();
    keys.willVisit(pending);
    group.delete(consumer);
    save(keys, args, stream, "xgroup-delconsumer");
    return Replies.integer(pending);
  }

  /** {@code XGROUP HELP}. Reply: array of lines. */
  static Reply help(Session session, Args args) {
    return HELP;
  }
}
