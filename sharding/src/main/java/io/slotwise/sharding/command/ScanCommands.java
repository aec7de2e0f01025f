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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The commands on a whole database: walking through its keys, counting and dropping them. */
public final class ScanCommands {

  private static final int ALL_DATABASES = -1;

  private final AllKeys store;

  public ScanCommands(AllKeys store) {
    this.store = store;
  }

  public List<CommandDef> commands() {
    return List.of(
        command("scan", GENERIC)
            .since("2.8.0")
            .arity(-2)
            .flags(READONLY)
            .acl(AclCategory.KEYSPACE)
            .tips("nondeterministic_output", "request_policy:special")
            .onNode(this::scan),
        command("keys", GENERIC)
            .since("1.0.0")
            .arity(2)
            .flags(READONLY)
            .acl(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
            .tips("request_policy:all_shards", "nondeterministic_output_order")
            .onNode(this::keys),
        command("randomkey", GENERIC)
            .since("1.0.0")
            .arity(1)
            .flags(READONLY)
            .acl(AclCategory.KEYSPACE)
            .tips("request_policy:all_shards", "nondeterministic_output")
            .onNode(this::randomKey),
        command("dbsize", SERVER)
            .since("1.0.0")
            .arity(1)
            .flags(READONLY, FAST)
            .acl(AclCategory.KEYSPACE)
            .tips("request_policy:all_shards", "response_policy:agg_sum")
            .onNode(this::dbSize),
        flush("flushdb").onNode(this::flushDb),
        flush("flushall").onNode(this::flushAll),
        command("swapdb", SERVER)
            .since("4.0.0")
            .arity(3)
            .flags(WRITE, FAST)
            .acl(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
            .onNode(this::swapDb));
  }

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
  private CompletionStage<Reply> scan(Session session, Args args) {
    long cursor = ScanOptions.cursor(args.get(1));
    ScanOptions options = ScanOptions.ofKeys(args);
    return store
        .scan(session.database(), cursor, options.countHint())
        .thenApply(step -> scanReply(step, options));
  }

  private static Reply scanReply(AllKeys.ScanStep step, ScanOptions options) {
    List<Reply> keys = new ArrayList<>(step.keys().size());
    for (AllKeys.ScannedKey key : step.keys()) {
      if (options.accepts(key.key(), key.type())) {
        keys.add(Replies.bulk(key.key()));
      }
    }
    return ScanOptions.reply(step.cursor(), keys);
  }

  /** {@code KEYS pattern}. Reply: array of all keys that match, in no order. */
  private CompletionStage<Reply> keys(Session session, Args args) {
    KeyWalk walk = new KeyWalk(store, session.database(), args.get(1));
    return walk.start();
  }

  /** {@code RANDOMKEY}. Reply: a key, or null in an empty database. */
  private CompletionStage<Reply> randomKey(Session session, Args args) {
    return store
        .randomKey(session.database())
        .thenApply(key -> key == null ? Replies.NIL : Replies.bulk(key));
  }

  /** {@code DBSIZE}. Reply: the number of keys, expired ones that nobody has met yet included. */
  private CompletionStage<Reply> dbSize(Session session, Args args) {
    return store.keyCount(session.database()).thenApply(Replies::integer);
  }

  /** {@code FLUSHDB [ASYNC|SYNC]}. Reply: OK, in both cases once the keys are gone. */
  private CompletionStage<Reply> flushDb(Session session, Args args) {
    requireFlushMode(args);
    return store.flush(session.database()).thenApply(nothing -> Replies.OK);
  }

  /** {@code FLUSHALL [ASYNC|SYNC]}. As FLUSHDB, of all databases. */
  private CompletionStage<Reply> flushAll(Session session, Args args) {
    requireFlushMode(args);
    return store.flush(ALL_DATABASES).thenApply(nothing -> Replies.OK);
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
   * <p>Errors, in order: invalid first DB index; invalid second DB index; DB index out of range.
   */
  private CompletionStage<Reply> swapDb(Session session, Args args) {
    int first = database(args, 1, "invalid first DB index");
    int second = database(args, 2, "invalid second DB index");
    if (!exists(first) || !exists(second)) {
      throw new CommandError(Errors.dbIndexOutOfRange());
    }
    if (first == second) {
      return CompletableFuture.completedStage(Replies.OK);
    }
    return store.swap(first, second).thenApply(nothing -> Replies.OK);
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
