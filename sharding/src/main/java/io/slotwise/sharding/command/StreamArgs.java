package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.stream.Stream;
import io.slotwise.sharding.stream.StreamId;

/** Parts of requests that commands on streams share, and what is said of wrong ones. */
final class StreamArgs {

  private static final Reply.Error INVALID_ID =
      Errors.err("Invalid stream ID specified as stream command argument");

  private StreamArgs() {}

  /** The stream at a key, as a use of it; or null. Errors: WRONGTYPE. */
  static Stream read(Keyspace keys, Bytes key) {
    Value value = keys.read(key, ValueType.STREAM);
    return value == null ? null : Stream.open(keys, key, value);
  }

  /** The stream at a key for a write that answers as if it were empty without one; or null. */
  static Stream peek(Keyspace keys, Bytes key) {
    Value value = keys.peek(key, ValueType.STREAM);
    return value == null ? null : Stream.open(keys, key, value);
  }

  /** Puts a stream back, if it is not as it was; tells of a new key. */
  static void save(Keyspace keys, Bytes key, Stream stream) {
    Value value = stream.toValue();
    if (value != stream.before()) {
      KeyWrites.put(keys, key, stream.before() == null, value);
    }
  }

  /** An id, its second half 0 where it is left out. Errors: Invalid stream ID. */
  static StreamId id(Args args, int index) {
    return strictId(args.get(index), 0);
  }

  /** The id of an argument, or null where it is none. */
  static StreamId idOrNull(Bytes text) {
    return isEdge(text) ? null : StreamId.parse(text, 0);
  }

  private static StreamId strictId(Bytes text, long missingSeq) {
    StreamId id = isEdge(text) ? null : StreamId.parse(text, missingSeq);
    return valid(id);
  }

  /** An id, or {@code -} or {@code +} for the least or the greatest one. */
  static StreamId idOrEdge(Args args, int index) {
    return idOrEdge(args.get(index), 0);
  }

  private static StreamId idOrEdge(Bytes text, long missingSeq) {
    if (isEdge(text)) {
      return text.at(0) == '-' ? StreamId.MIN : StreamId.MAX;
    }
    return valid(StreamId.parse(text, missingSeq));
  }

  private static boolean isEdge(Bytes text) {
    return text.length() == 1 && (text.at(0) == '-' || text.at(0) == '+');
  }

  private static StreamId valid(StreamId id) {
    if (id == null) {
      throw new CommandError(INVALID_ID);
    }
    return id;
  }

  /** The first id of an interval: with a parenthesis in front, the one behind it. */
  static StreamId from(Args args, int index) {
    Bytes text = args.get(index);
    StreamId id = isOpen(text) ? strictId(behindParenthesis(text), 0).next() : idOrEdge(text, 0);
    if (id == null) {
      throw new CommandError(Errors.err("invalid start ID for the interval"));
    }
    return id;
  }

  /** The last id of an interval: with a parenthesis in front, the one in front of it. */
  static StreamId to(Args args, int index) {
    Bytes text = args.get(index);
    StreamId id =
        isOpen(text) ? strictId(behindParenthesis(text), -1).previous() : idOrEdge(text, -1);
    if (id == null) {
      throw new CommandError(Errors.err("invalid end ID for the interval"));
    }
    return id;
  }

  private static boolean isOpen(Bytes text) {
    return text.length() > 1 && text.at(0) == '(';
  }

  private static Bytes behindParenthesis(Bytes text) {
    return text.slice(1, text.length());
  }

  /** A count behind an option; below 0 is none at all. */
  static long count(Args args, int index) {
    return Math.max(0, args.integer(index));
  }

  static CommandError noGroupOfKey(Bytes key, Bytes group) {
    return noGroup("No such consumer group '" + text(group) + "' for key name '" + text(key) + "'");
  }

  static CommandError noKeyOrGroup(Bytes key, Bytes group, String where) {
    return noGroup(
        "No such key '" + text(key) + "' or consumer group '" + text(group) + "'" + where);
  }

  static CommandError noGroup(String message) {
    return new CommandError(new Reply.Error(ErrorCode.NOGROUP, message));
  }

  /** Text of a client's as it stands in an error: up to a zero byte, and in one line. */
  static String text(Bytes bytes) {
    String text = bytes.latin1();
    int nul = text.indexOf('\0');
    return Errors.oneLine(nul < 0 ? text : text.substring(0, nul));
  }
}
