package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.GENERIC;
import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The commands on a whole database: walking through its keys, counting and dropping them. */
public final class ScanCommands {

  private static final int ALL_DATABASES = -1;

  private ScanCommands() {}

  static final List<CommandDef> ALL =
      List.of(
          command("scan", GENERIC)
              .since("2.8.0")
              .arity(-2)
              .flags(READONLY)
              .acl(AclCategory.KEYSPACE)
              .tips("nondeterministic_output", "request_policy:special")
              .onDatabases(ScanCommands::scan),
          command("keys", GENERIC)
              .since("1.0.0")
              .arity(2)
              .flags(READONLY)
              .acl(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
              .tips("request_policy:all_shards", "nondeterministic_output_order")
              .onDatabases(ScanCommands::keys),
          command("randomkey", GENERIC)
              .since("1.0.0")
              .arity(1)
              .flags(READONLY)
              .acl(AclCategory.KEYSPACE)
              .tips("request_policy:all_shards", "nondeterministic_output")
              .onDatabases(ScanCommands::randomKey),
          command("dbsize", SERVER)
              .since("1.0.0")
              .arity(1)
              .flags(READONLY, FAST)
              .acl(AclCategory.KEYSPACE)
              .tips("request_policy:all_shards", "response_policy:agg_sum")
              .onDatabases(ScanCommands::dbSize),
          flush("flushdb").onDatabases(ScanCommands::flushDb),
          flush("flushall").onDatabases(ScanCommands::flushAll),
          command("swapdb", SERVER)
              .since("4.0.0")
              .arity(3)
              .flags(WRITE, FAST)
              .acl(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
              .onDatabases(ScanCommands::swapDb));

  private static CommandDef.Builder flush(String name) {
    return command(name, SERVER)
        .since("1.0.0")
        .arity(-1)
        .flags(WRITE)
        .acl(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
        .tips("request_policy:all_shards", "response_policy:all_succeeded");
  }

  /**
   * {@code SCAN cursor [MATCH pattern] [COUNT n] [TYPE name]}. Reply: the next cursor, 0 at the
   * end, and the keys of this step that pass the filters, possibly none.
   *
   * <p>Errors, in order: invalid cursor; then of the options, as they stand: count not an integer;
   * syntax, also for a count below 1.
   */
  private static CompletionStage<Reply> scan(AllKeys keys, Session session, Args args) {
    long cursor = ScanOptions.cursor(args.get(1));
    ScanOptions options = ScanOptions.ofKeys(args);
    return keys.scan(session.database(), cursor, options.filter(), options.countHint())
        .thenApply(ScanCommands::scanReply);
  }

  private static Reply scanReply(AllKeys.ScanStep step) {
    return ScanOptions.reply(step.cursor(), step.keys().stream().map(Replies::bulk).toList());
  }

  /** {@code KEYS pattern}. Reply: array of all keys that match, in no order. */
  private static CompletionStage<Reply> keys(AllKeys keys, Session session, Args args) {
    KeyWalk walk = new KeyWalk(keys, session.database(), args.get(1));
    return walk.start();
  }

  /** {@code RANDOMKEY}. Reply: a key, or null in an empty database. */
  private static CompletionStage<Reply> randomKey(AllKeys keys, Session session, Args args) {
    return keys.randomKey(session.database())
        .thenApply(key -> key == null ? Replies.NIL : Replies.bulk(key));
  }

  /** {@code DBSIZE}. Reply: the number of keys, expired ones that nobody has met yet included. */
  private static CompletionStage<Reply> dbSize(AllKeys keys, Session session, Args args) {
    return keys.keyCount(session.database()).thenApply(Replies::integer);
  }

  /** {@code FLUSHDB [ASYNC|SYNC]}. Reply: OK, in both cases once the keys are gone. */
  private static CompletionStage<Reply> flushDb(AllKeys keys, Session session, Args args) {
    requireFlushMode(args);
    return keys.flush(session.database()).thenApply(nothing -> Replies.OK);
  }

  /** {@code FLUSHALL [ASYNC|SYNC]}. As FLUSHDB, of all databases. */
  private static CompletionStage<Reply> flushAll(AllKeys keys, Session session, Args args) {
    requireFlushMode(args);
    return keys.flush(ALL_DATABASES).thenApply(nothing -> Replies.OK);
  }

  private static void requireFlushMode(Args args) {
    boolean known =
        args.count() == 1 || args.count() == 2 && (args.is(1, "async") || args.is(1, "sync"));
    if (!known) {
      throw new CommandError(Errors.syntax());
    }
  }

  /**
   * {@code SWAPDB index1 index2}. Reply: OK once every client sees the one database where the other
   * was; no key moves.
   *
   * <p>Errors, in order: not allowed in a cluster; invalid first DB index; invalid second DB index;
   * DB index out of range.
   */
  private static CompletionStage<Reply> swapDb(AllKeys keys, Session session, Args args) {
    if (!keys.canSwap()) {
      throw new CommandError(Errors.err("SWAPDB is not allowed in cluster mode"));
    }
    int first = database(args, 1, "invalid first DB index");
    int second = database(args, 2, "invalid second DB index");
    if (!exists(first) || !exists(second)) {
      throw new CommandError(Errors.dbIndexOutOfRange());
    }
    if (first == second) {
      return CompletableFuture.completedStage(Replies.OK);
    }
    return keys.swap(first, second).thenApply(nothing -> Replies.OK);
  }

  private static int database(Args args, int index, String otherwise) {
    Reply.Error invalid = Errors.err(otherwise);
    long given = args.integer(index, invalid);
    if (given != (int) given) {
      throw new CommandError(invalid);
    }
    return (int) given;
  }

  private static boolean exists(int database) {
    return database >= 0 && database < Keyspace.DATABASE_COUNT;
  }
}
