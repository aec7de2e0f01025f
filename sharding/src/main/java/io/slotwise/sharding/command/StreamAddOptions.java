package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.api.PackingLimits.Limit;
import io.slotwise.sharding.stream.StreamId;
import io.slotwise.sharding.stream.Trim;

/**
 * What stands behind {@code XADD key} and {@code XTRIM key}, up to XADD's fields.
 *
 * @param trim how to cut the stream off, or null
 * @param createsKey false with NOMKSTREAM
 * @param id the id of the new entry, or null when the stream is to find one
 * @param ms with {@code ms-*} the first half of it, else null
 * @param fieldsAt where the fields begin; behind the end of the request when there is no id
 */
record StreamAddOptions(Trim trim, boolean createsKey, StreamId id, Long ms, int fieldsAt) {

  /** {@code ~} cuts off at once what is in so many of Redis's nodes... */
  private static final long NODES_LIMIT = 100;

  /** ...but no more than this, and this where nodes have no limit of entries. */
  private static final long LIMIT_MAX = 1_000_000;

  private static final long LIMIT_WITHOUT_NODES = 10_000;

  private static final int FIRST = 2;

  /**
   * Reads the options of a whole XADD request, and its id.
   *
   * @param node what a node of a stream may hold
   */
  static StreamAddOptions ofAdd(Args args, Limit node) {
    Reader reader = new Reader(args, node);
    int at = reader.read(true);
    boolean found = at < args.count();
    Long ms = found ? StreamId.parseTimeAlone(args.get(at)) : null;
    boolean isGiven = found && ms == null && !isStar(args, at);
    StreamId id = isGiven ? StreamArgs.id(args, at) : null;
    return new StreamAddOptions(reader.trim(true), reader.createsKey, id, ms, at + 1);
  }

  /** Reads the options of a whole XTRIM request. */
  static Trim ofTrim(Args args, Limit node) {
    Reader reader = new Reader(args, node);
    reader.read(false);
    return reader.trim(false);
  }

  private static boolean isStar(Args args, int index) {
    return args.length(index) == 1 && args.get(index).at(0) == '*';
  }

  private static final class Reader {
    private final Args args;
    private final Limit node;
    private boolean createsKey = true;
    private boolean approximate;
    private long lengthMax = -1;
    private StreamId idMin;
    private long limit;
    private boolean isLimited;

    Reader(Args args, Limit node) {
      this.args = args;
      this.node = node;
    }

    /** Reads options and returns the index of the first word that is none. */
    int read(boolean adds) {
      int i = FIRST;
      for (; i < args.count(); i++) {
        boolean more = i + 1 < args.count();
        if (adds && isStar(args, i)) {
          break;
        } else if (more && (args.is(i, "maxlen") || args.is(i, "minid"))) {
          i = readStrategy(i, args.is(i, "maxlen"));
        } else if (more && args.is(i, "limit")) {
          limit = notNegative(++i, "LIMIT");
          isLimited = true;
        } else if (adds && args.is(i, "nomkstream")) {
          createsKey = false;
        } else if (adds) {
          requireId(i);
          break;
        } else {
          throw new CommandError(Errors.syntax());
        }
      }
      return i;
    }

    private void requireId(int index) {
      if (StreamId.parseTimeAlone(args.get(index)) == null) {
        StreamArgs.id(args, index);
      }
    }

    /** Reads a strategy and returns the index of its last word. */
    private int readStrategy(int index, boolean isLength) {
      if (hasStrategy()) {
        throw bad("syntax error, MAXLEN and MINID options at the same time are not compatible");
      }
      int at = index + 1;
      boolean valueFollows = at + 1 < args.count();
      approximate = valueFollows && args.is(at, "~");
      if (valueFollows && (approximate || args.is(at, "="))) {
        at++;
      }
      if (isLength) {
        lengthMax = notNegative(at, "MAXLEN");
      } else {
        idMin = StreamArgs.id(args, at);
      }
      return at;
    }

    private long notNegative(int index, String name) {
      long value = args.integer(index);
      if (value < 0) {
        throw bad("The " + name + " argument must be >= 0.");
      }
      return value;
    }

    private boolean hasStrategy() {
      return lengthMax >= 0 || idMin != null;
    }

    /** The strategy, once all options are read; or null. */
    Trim trim(boolean isOptional) {
      if (limit != 0 && !hasStrategy()) {
        throw bad("syntax error, LIMIT cannot be used without specifying a trimming strategy");
      }
      if (!isOptional && !hasStrategy()) {
        throw bad("syntax error, XTRIM must be called with a trimming strategy");
      }
      if (isLimited && !approximate) {
        throw bad("syntax error, LIMIT cannot be used without the special ~ option");
      }
      long limitOfAll = isLimited || !approximate ? limit : limitByDefault();
      return hasStrategy() ? new Trim(lengthMax, idMin, approximate, limitOfAll) : null;
    }

    private long limitByDefault() {
      return node.countMax() == 0
          ? LIMIT_WITHOUT_NODES
          : Math.min(NODES_LIMIT * Math.min(node.countMax(), LIMIT_MAX), LIMIT_MAX);
    }

    private static CommandError bad(String message) {
      return new CommandError(Errors.err(message));
    }
  }
}
