package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.stream.Consumer;
import io.slotwise.sharding.stream.ConsumerGroup;
import io.slotwise.sharding.stream.Pending;
import io.slotwise.sharding.stream.ReadProgress;
import io.slotwise.sharding.stream.Stream;
import io.slotwise.sharding.stream.StreamEntry;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.List;

/**
 * What one XREAD or XREADGROUP asks for: of some streams, the entries behind an id each. It can be
 * served at once, and again later by a command that waits, since {@code $} has become the id that
 * was the last when the command came.
 */
final class StreamRead {

  /** {@link #blockMs()} without BLOCK: the command does not wait. */
  static final long NO_WAIT = -1;

  /** The most entries of a stream when a command that has waited names no COUNT. */
  private static final long COUNT_AFTER_WAIT = 1000;

  /** In place of an id: what no consumer of the group has been given yet. Redis's mark, too. */
  private static final StreamId NEW_ONES = StreamId.MAX;

  private final List<Bytes> streamKeys = new ArrayList<>();
  private final List<StreamId> after = new ArrayList<>();
  private final boolean inGroup;
  private long blockMs = NO_WAIT;
  private long count;
  private boolean takesNote = true;
  private Bytes group;
  private Bytes consumer;

  /** The only stream as {@link #parse} has opened it, until it is served for the first time. */
  private Stream opened;

  private StreamRead(boolean inGroup) {
    this.inGroup = inGroup;
  }

  /**
   * Reads a whole request and looks at its keys.
   *
   * <p>Errors, in order: of the options, as they stand; no STREAMS; no GROUP; then of each stream
   * in turn: WRONGTYPE, NOGROUP, {@code $} or {@code >} out of place, an invalid id.
   *
   * @param inGroup whether it is XREADGROUP
   */
  static StreamRead parse(Keyspace keys, Args args, boolean inGroup) {
    StreamRead read = new StreamRead(inGroup);
    int firstKey = read.readOptions(args);
    if (firstKey == 0) {
      throw new CommandError(Errors.syntax());
    }
    if (inGroup && read.group == null) {
      throw bad("Missing GROUP option for XREADGROUP");
    }
    int streams = (args.count() - firstKey) / 2;
    for (int i = firstKey; i < firstKey + streams; i++) {
      Bytes key = args.get(i);
      Stream stream = StreamArgs.read(keys, key);
      if (inGroup && (stream == null || stream.group(read.group) == null)) {
        throw StreamArgs.noKeyOrGroup(key, read.group, " in XREADGROUP with GROUP option");
      }
      read.streamKeys.add(key);
      read.after.add(read.idOf(args, i + streams, stream));
      read.opened = streams == 1 ? stream : null;
    }
    return read;
  }

  /** Reads what is in front of the keys and returns where these begin, or 0 without STREAMS. */
  private int readOptions(Args args) {
    for (int i = 1; i < args.count(); i++) {
      int more = args.count() - i - 1;
      if (more > 0 && args.is(i, "block")) {
        blockMs = blockMs(args, ++i);
      } else if (more > 0 && args.is(i, "count")) {
        count = StreamArgs.count(args, ++i);
      } else if (more > 0 && args.is(i, "streams")) {
        requireEven(more);
        return i + 1;
      } else if (more > 1 && args.is(i, "group")) {
        requireGroup("GROUP");
        group = args.get(i + 1);
        consumer = args.get(i + 2);
        i += 2;
      } else if (args.is(i, "noack")) {
        requireGroup("NOACK");
        takesNote = false;
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    return 0;
  }

  private static long blockMs(Args args, int index) {
    long ms = args.integer(index, Errors.err("timeout is not an integer or out of range"));
    if (ms < 0) {
      throw bad("timeout is negative");
    }
    return ms;
  }

  private static void requireEven(int words) {
    if (words % 2 == 1) {
      throw bad(
          "Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");
    }
  }

  private void requireGroup(String option) {
    if (!inGroup) {
      throw bad(
          "The " + option + " option is only supported by XREADGROUP. You called XREAD instead.");
    }
  }

  private StreamId idOf(Args args, int index, Stream stream) {
    if (args.is(index, "$")) {
      if (inGroup) {
        throw bad(
            "The $ ID is meaningless in the context of XREADGROUP: you want to read the history of"
                + " this consumer by specifying a proper ID, or use the > ID to get new messages."
                + " The $ ID would just return an empty result set.");
      }
      return stream == null ? StreamId.MIN : stream.lastId();
    }
    if (args.is(index, ">")) {
      if (!inGroup) {
        throw bad(
            "The > ID can be specified only when calling XREADGROUP using the GROUP <group>"
                + " <consumer> option.");
      }
      return NEW_ONES;
    }
    return StreamArgs.id(args, index);
  }

  private static CommandError bad(String message) {
    return new CommandError(Errors.err(message));
  }

  /** How long the command waits: 0 for ever, {@link #NO_WAIT} not at all. */
  long blockMs() {
    return blockMs;
  }

  boolean isInGroup() {
    return inGroup;
  }

  /** The keys that the command waits for. */
  List<Bytes> keys() {
    return streamKeys;
  }

  /**
   * Answers with what is there.
   *
   * @return null when there is nothing yet
   */
  Reply serve(Keyspace keys) {
    List<Reply> keysAndEntries = new ArrayList<>();
    for (int i = 0; i < streamKeys.size(); i++) {
      Reply entries = serve(keys, streamKeys.get(i), after.get(i), count);
      if (entries != null) {
        keysAndEntries.add(Replies.bulk(streamKeys.get(i)));
        keysAndEntries.add(entries);
      }
    }
    return keysAndEntries.isEmpty() ? null : new Reply.PairedMap(keysAndEntries);
  }

  /**
   * Answers a command that has waited, with what one key has got since.
   *
   * <p>Errors, both only in a group: UNBLOCKED when the stream is gone; NOGROUP when the group is.
   *
   * @param key any of {@link #keys()}
   * @return null when there is nothing yet
   */
  Reply serveAfterWait(Keyspace keys, Bytes key) {
    StreamId behind = after.get(streamKeys.indexOf(key));
    Value value = keys.peek(key);
    boolean isStream = value != null && value.type() == ValueType.STREAM;
    if (inGroup && !isStream) {
      throw new CommandError(
          new Reply.Error(ErrorCode.UNBLOCKED, "the stream key no longer exists"));
    }
    if (inGroup && StreamArgs.peek(keys, key).group(group) == null) {
      throw StreamArgs.noGroup("the consumer group this client was blocked on no longer exists");
    }
    Reply entries =
        isStream ? serve(keys, key, behind, count == 0 ? COUNT_AFTER_WAIT : count) : null;
    return entries == null ? null : new Reply.PairedMap(List.of(Replies.bulk(key), entries));
  }

  private Reply serve(Keyspace keys, Bytes key, StreamId behind, long atMost) {
    Stream stream = opened == null ? StreamArgs.peek(keys, key) : opened;
    opened = null;
    if (stream == null) {
      return null;
    }
    if (!inGroup) {
      return hasMore(stream, behind) ? newEntries(keys, stream, behind, atMost) : null;
    }
    ConsumerGroup reading = stream.group(group);
    boolean isHistory = !behind.equals(NEW_ONES);
    if (!isHistory && !hasMore(stream, reading.lastId())) {
      return null;
    }
    Consumer reader = reader(keys, key, reading);
    Reply entries =
        isHistory
            ? history(keys, stream, reading, reader, behind, atMost)
            : delivered(keys, stream, reading, reader, atMost);
    StreamArgs.save(keys, key, stream);
    return entries;
  }

  private static boolean hasMore(Stream stream, StreamId behind) {
    return stream.length() > 0 && stream.lastEntryId().isAfter(behind);
  }

  private static Reply newEntries(Keyspace keys, Stream stream, StreamId behind, long atMost) {
    return StreamReplies.entries(entriesBehind(keys, stream, behind, atMost));
  }

  private static List<StreamEntry> entriesBehind(
      Keyspace keys, Stream stream, StreamId behind, long atMost) {
    StreamId from = behind.next();
    if (atMost == 0 || atMost > stream.length()) {
      keys.willVisit(stream.rangeMax(from, StreamId.MAX));
    } else {
      keys.willVisit(atMost);
    }
    return stream.range(from, StreamId.MAX, atMost);
  }

  private Consumer reader(Keyspace keys, Bytes key, ConsumerGroup reading) {
    Consumer known = reading.consumer(consumer);
    if (known != null) {
      known.seen(keys.nowMs());
      return known;
    }
    Consumer created = reading.createConsumer(consumer, keys.nowMs());
    keys.keyEvent(KeyEventType.STREAM, "xgroup-createconsumer", key);
    return created;
  }

  /** New entries, which become the consumer's unless nobody is to take note. */
  private Reply delivered(
      Keyspace keys, Stream stream, ConsumerGroup reading, Consumer reader, long atMost) {
    List<StreamEntry> entries = entriesBehind(keys, stream, reading.lastId(), atMost);
    ReadProgress progress = new ReadProgress(stream, reading);
    for (StreamEntry entry : entries) {
      progress.reach(entry.id());
    }
    if (takesNote) {
      reading.giveFirst(entries, reader, keys.nowMs());
    }
    return StreamReplies.entries(entries);
  }

  /** What the consumer has been given before and has not acknowledged. */
  private static Reply history(
      Keyspace keys,
      Stream stream,
      ConsumerGroup reading,
      Consumer reader,
      StreamId behind,
      long atMost) {
    keys.willVisit(atMost == 0 ? reader.pendingCount() : Math.min(atMost, reader.pendingCount()));
    List<Pending> pending = reading.pendingOf(reader, behind.next(), atMost);
    List<Reply> replies = new ArrayList<>(pending.size());
    for (Pending known : pending) {
      StreamEntry entry = stream.get(known.id());
      if (entry == null) {
        replies.add(StreamReplies.deletedEntry(known.id()));
      } else {
        reading.give(known, reader, known.id(), keys.nowMs(), known.deliveries() + 1);
        replies.add(StreamReplies.entry(entry));
      }
    }
    return new Reply.Array(replies);
  }
}
