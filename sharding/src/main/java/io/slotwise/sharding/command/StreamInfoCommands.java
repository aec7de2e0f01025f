package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.STREAM;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Session;
import io.slotwise.sharding.stream.Consumer;
import io.slotwise.sharding.stream.ConsumerGroup;
import io.slotwise.sharding.stream.ReadProgress;
import io.slotwise.sharding.stream.Stream;
import io.slotwise.sharding.stream.StreamEntry;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.List;

/** What can be known of a stream, its groups and their consumers: XINFO. */
final class StreamInfoCommands {

  static final List<CommandDef> ALL =
      List.of(
          container("xinfo", STREAM)
              .since("5.0.0")
              .arity(-2)
              .sub(
                  sub("consumers", 4)
                      .flags(READONLY)
                      .keys(range(2, 2, 1, RO, ACCESS))
                      .tips("nondeterministic_output")
                      .onSlot(StreamInfoCommands::consumers))
              .sub(
                  sub("groups", 3)
                      .flags(READONLY)
                      .keys(range(2, 2, 1, RO, ACCESS))
                      .onSlot(StreamInfoCommands::groups))
              .sub(
                  sub("stream", -3)
                      .flags(READONLY)
                      .keys(range(2, 2, 1, RO, ACCESS))
                      .onSlot(StreamInfoCommands::stream))
              .sub(sub("help", 2).flags(LOADING, STALE).onConnection(StreamInfoCommands::help))
              .build());

  private static final Reply HELP =
      new Reply.Array(
          java.util.stream.Stream.of(
                  "XINFO <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                  "CONSUMERS <key> <groupname>",
                  "    Show consumers of <groupname>.",
                  "GROUPS <key>",
                  "    Show the stream consumer groups.",
                  "STREAM <key> [FULL [COUNT <count>]",
                  "    Show information about the stream.",
                  "HELP",
                  "    Prints this help.")
              .<Reply>map(Reply.Status::new)
              .toList());

  /** How many entries, and pending ones of each group and consumer, FULL shows by default. */
  private static final long FULL_COUNT_DEFAULT = 10;

  private StreamInfoCommands() {}

  private static CommandDef.Builder sub(String name, int arity) {
    return command("xinfo|" + name, STREAM).since("5.0.0").arity(arity).acl(AclCategory.STREAM);
  }

  /** A map in the making. */
  private static final class Fields {
    private final List<Reply> namesAndValues = new ArrayList<>();

    Fields put(String name, Reply value) {
      namesAndValues.add(Replies.bulk(name));
      namesAndValues.add(value);
      return this;
    }

    Fields put(String name, long value) {
      return put(name, Replies.integer(value));
    }

    Fields put(String name, StreamId id) {
      return put(name, StreamReplies.id(id));
    }

    Reply reply() {
      return new Reply.MapOf(namesAndValues);
    }
  }

  private static Stream open(Keyspace keys, Args args) {
    Stream stream = StreamArgs.read(keys, args.get(2));
    if (stream == null) {
      throw new CommandError(Errors.noSuchKey());
    }
    return stream;
  }

  /**
   * {@code XINFO CONSUMERS key group}. Reply: of each consumer by name, a map of {@code name},
   * {@code pending} and {@code idle} (ms since he last asked for entries).
   *
   * <p>Errors, in order: no such key; WRONGTYPE; NOGROUP.
   */
  static Reply consumers(Keyspace keys, Args args) {
    ConsumerGroup group = open(keys, args).group(args.get(3));
    if (group == null) {
      throw StreamArgs.noGroupOfKey(args.get(2), args.get(3));
    }
    keys.willVisit(group.consumerCount());
    List<Reply> replies = new ArrayList<>();
    for (Consumer consumer : group.consumers()) {
      replies.add(
          new Fields()
              .put("name", Replies.bulk(consumer.name()))
              .put("pending", consumer.pendingCount())
              .put("idle", Math.max(0, keys.nowMs() - consumer.seenAtMs()))
              .reply());
    }
    return new Reply.Array(replies);
  }

  /**
   * {@code XINFO GROUPS key}. Reply: of each group by name, a map of what it is and how far it has
   * come. Errors, in order: no such key; WRONGTYPE.
   */
  static Reply groups(Keyspace keys, Args args) {
    Stream stream = open(keys, args);
    keys.willVisit(stream.groupCount());
    List<Reply> replies = new ArrayList<>();
    for (ConsumerGroup group : stream.groups()) {
      replies.add(
          new Fields()
              .put("name", Replies.bulk(group.name()))
              .put("consumers", group.consumerCount())
              .put("pending", group.pendingCount())
              .put("last-delivered-id", group.lastId())
              .put("entries-read", entriesRead(group))
              .put("lag", lag(stream, group))
              .reply());
    }
    return new Reply.Array(replies);
  }

  private static Reply entriesRead(ConsumerGroup group) {
    return group.entriesRead() == ConsumerGroup.UNKNOWN
        ? Replies.NIL
        : Replies.integer(group.entriesRead());
  }

  private static Reply lag(Stream stream, ConsumerGroup group) {
    Long lag = new ReadProgress(stream, group).lag();
    return lag == null ? Replies.NIL : Replies.integer(lag);
  }

  /**
   * {@code XINFO STREAM key [FULL [COUNT count]]}. Reply: a map of what the stream is, with its
   * first and last entry; with FULL its first entries, and its groups with their pending entries
   * and consumers, up to a count of each, 0 for all.
   *
   * <p>Errors, in order: no such key; WRONGTYPE; wrong words; count not an integer.
   */
  static Reply stream(Keyspace keys, Args args) {
    Stream stream = open(keys, args);
    boolean isFull = args.count() > 3;
    long count = isFull ? fullCount(args) : 0;
    Fields fields =
        new Fields()
            .put("length", stream.length())
            .put("radix-tree-keys", stream.nodeCount())
            .put("radix-tree-nodes", stream.nodeCount() + 1)
            .put("last-generated-id", stream.lastId())
            .put("max-deleted-entry-id", stream.maxDeletedId())
            .put("entries-added", stream.entriesAdded())
            .put("recorded-first-entry-id", stream.firstId());
    if (!isFull) {
      return fields
          .put("groups", stream.groupCount())
          .put("first-entry", onlyEntry(stream.range(StreamId.MIN, StreamId.MAX, 1)))
          .put("last-entry", onlyEntry(stream.reverseRange(StreamId.MIN, StreamId.MAX, 1)))
          .reply();
    }
    keys.willVisit(visits(stream, count));
    List<StreamEntry> entries = stream.range(StreamId.MIN, StreamId.MAX, count);
    return fields
        .put("entries", StreamReplies.entries(entries))
        .put("groups", fullGroups(stream, count))
        .reply();
  }

  private static long fullCount(Args args) {
    boolean isKnown =
        args.is(3, "full") && (args.count() == 4 || args.count() == 6 && args.is(4, "count"));
    if (!isKnown) {
      throw new CommandError(Errors.subcommandSyntax("xinfo", args.get(1)));
    }
    long count = args.count() == 4 ? FULL_COUNT_DEFAULT : args.integer(5);
    return count < 0 ? FULL_COUNT_DEFAULT : count;
  }

  private static Reply onlyEntry(List<StreamEntry> entries) {
    return entries.isEmpty() ? Replies.NIL : StreamReplies.entry(entries.get(0));
  }

  private static long visits(Stream stream, long count) {
    long most = count == 0 ? Long.MAX_VALUE : count;
    long visits = Math.min(stream.length(), most);
    for (ConsumerGroup group : stream.groups()) {
      visits += group.consumerCount() + 2 * Math.min(group.pendingCount(), most);
    }
    return visits;
  }

  private static Reply fullGroups(Stream stream, long count) {
    List<Reply> replies = new ArrayList<>();
    for (ConsumerGroup group : stream.groups()) {
      List<Reply> pending = new ArrayList<>();
      group
          .pendingOf(null, StreamId.MIN, count)
          .forEach(
              known ->
                  pending.add(
                      Replies.array(
                          StreamReplies.id(known.id()),
                          Replies.bulk(known.consumer()),
                          Replies.integer(known.deliveredAtMs()),
                          Replies.integer(known.deliveries()))));
      replies.add(
          new Fields()
              .put("name", Replies.bulk(group.name()))
              .put("last-delivered-id", group.lastId())
              .put("entries-read", entriesRead(group))
              .put("lag", lag(stream, group))
              .put("pel-count", group.pendingCount())
              .put("pending", new Reply.Array(pending))
              .put("consumers", fullConsumers(group, count))
              .reply());
    }
    return new Reply.Array(replies);
  }

  private static Reply fullConsumers(ConsumerGroup group, long count) {
    List<Reply> replies = new ArrayList<>();
    for (Consumer consumer : group.consumers()) {
      List<Reply> pending = new ArrayList<>();
      group
          .pendingOf(consumer, StreamId.MIN, count)
          .forEach(
              known ->
                  pending.add(
                      Replies.array(
                          StreamReplies.id(known.id()),
                          Replies.integer(known.deliveredAtMs()),
                          Replies.integer(known.deliveries()))));
      replies.add(
          new Fields()
              .put("name", Replies.bulk(consumer.name()))
              .put("seen-time", consumer.seenAtMs())
              .put("pel-count", consumer.pendingCount())
              .put("pending", new Reply.Array(pending))
              .reply());
    }
    return new Reply.Array(replies);
  }

  /** {@code XINFO HELP}. Reply: array of lines. */
  static Reply help(Session session, Args args) {
    return HELP;
  }
}
