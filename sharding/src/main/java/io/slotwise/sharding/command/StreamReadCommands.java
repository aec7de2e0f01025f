package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.STREAM;
import static io.slotwise.protocol.command.Flag.BLOCKING;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.Attempt;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.api.Waiting;
import java.util.List;
import java.util.Set;

/** Reading on in streams from where one was, alone or as a consumer of a group. */
final class StreamReadCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("xread", STREAM)
              .since("5.0.0")
              .arity(-4)
              .flags(READONLY, BLOCKING)
              .keys(streams(1))
              .acl(AclCategory.STREAM)
              .blocking(new Reader(StreamReadCommands::xread)),
          command("xreadgroup", STREAM)
              .since("5.0.0")
              .arity(-7)
              .flags(WRITE, BLOCKING)
              .keys(streams(4))
              .acl(AclCategory.STREAM)
              .blocking(new Reader(StreamReadCommands::xreadgroup)));

  /** Redis lets scripts call other blocking commands, but these only without BLOCK. */
  private record Reader(Handler.Blocking code) implements Handler.Blocking {

    @Override
    public Attempt attempt(Keyspace keys, Args args) {
      return code.attempt(keys, args);
    }

    @Override
    public Reply.Error refuseInScript(Args args) {
      for (int i = 1; i < args.count() && !args.is(i, "streams"); i++) {
        if (args.is(i, "group")) {
          i += 2;
        } else if (args.is(i, "block")) {
          return Errors.err(
              args.get(0).utf8() + " command is not allowed with BLOCK option from scripts");
        }
      }
      return null;
    }
  }

  private StreamReadCommands() {}

  private static KeySpec streams(int searchFrom) {
    return new KeySpec.AfterKeyword(
        "STREAMS", searchFrom, -1, 1, 2, KeySpec.Access.RO, Set.of(KeySpec.Effect.ACCESS));
  }

  /**
   * {@code XREAD [COUNT count] [BLOCK ms] STREAMS key [key ...] id [id ...]}. Reply: of each stream
   * with entries behind the id, its key and these; a null array when there are none.
   *
   * <p>Errors: see {@link StreamRead#parse}.
   */
  static Attempt xread(Keyspace keys, Args args) {
    return attempt(keys, StreamRead.parse(keys, args, false));
  }

  /**
   * {@code XREADGROUP GROUP group consumer [COUNT count] [BLOCK ms] [NOACK] STREAMS key [key ...]
   * id [id ...]}. Reply: with {@code >} what no consumer of the group has been given, as of XREAD;
   * with an id what this consumer has been given behind it and has not acknowledged, an entry that
   * has been deleted with a null array for its fields.
   *
   * <p>Errors: see {@link StreamRead#parse}.
   *
   * <p>Effects: the entries are pending for the consumer, but with NOACK; delivered once more when
   * they were before. Key event "xgroup-createconsumer" for a consumer that is new.
   */
  static Attempt xreadgroup(Keyspace keys, Args args) {
    return attempt(keys, StreamRead.parse(keys, args, true));
  }

  private static Attempt attempt(Keyspace keys, StreamRead read) {
    Reply served = read.serve(keys);
    if (served == null && read.blockMs() != StreamRead.NO_WAIT) {
      return Attempt.waits(new Wait(read));
    }
    return Attempt.answered(served == null ? Replies.NIL_ARRAY : served);
  }

  /** A read that waits for entries, or for the end of its group. */
  private record Wait(StreamRead read) implements Waiting {
    @Override
    public List<Bytes> keys() {
      return read.keys();
    }

    @Override
    public ValueType awaits() {
      return ValueType.STREAM;
    }

    @Override
    public long timeoutMs() {
      return read.blockMs();
    }

    @Override
    public boolean seesLoss() {
      return read.isInGroup();
    }

    @Override
    public Reply serve(Keyspace keyspace, Bytes key) {
      return read.serveAfterWait(keyspace, key);
    }
  }
}
