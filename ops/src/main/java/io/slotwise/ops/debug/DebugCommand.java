package io.slotwise.ops.debug;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.ops.HelpText;
import io.slotwise.ops.info.ReplicationId;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.Flag;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Session;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code DEBUG subcommand ...}. To COMMAND it is one command, so its subcommands are found here; a
 * subcommand with a wrong number of arguments is answered like an unknown one, as in Redis.
 */
public final class DebugCommand {

  private static final Logger LOG = LoggerFactory.getLogger(DebugCommand.class);

  private static final HelpText HELP =
      HelpText.of("DEBUG")
          .line("CHANGE-REPL-ID", "Takes a new random replication id.")
          .line("DIGEST", "A checksum of all keys, equal to that of a Redis with the same data.")
          .line("DIGEST-VALUE <key> [<key> ...]", "A checksum of the value of each key.")
          .line("ERROR <text>", "Answers an error of that text.")
          .line("LOG <text>", "Writes the text to the log.")
          .line("OBJECT <key>", "Encoding, length when dumped, and last use of a value.")
          .line(
              "POPULATE <count> [<prefix>] [<size>]",
              "Makes keys <prefix>:0, <prefix>:1, ... (prefix: key) where there are none.")
          .line("PROTOCOL <type>", "Answers a value of that type of the protocol.")
          .line("QUICKLIST-PACKED-THRESHOLD <size>", "Accepted: lists are not packed this way.")
          .line(
              "RELOAD [MERGE|NOFLUSH|NOSAVE ...]",
              "Writes memtables to disk and forgets cached blocks, so that reads come from disk.")
          .line("SET-ACTIVE-EXPIRE <0|1>", "Stops or resumes the search for expired keys.")
          .line("SLEEP <seconds>", "Lets this client wait; other clients go on.");

  /** A subcommand: how many words its request has, and what it does. */
  private record Subcommand(int wordsMin, int wordsMax, Action action) {}

  @FunctionalInterface
  private interface Action {
    CompletionStage<Reply> run(Session session, Args args);
  }

  private final DataStore store;
  private final DebugObject object;
  private final DataDigest digest;
  private final Population population;
  private final Executor executor;
  private final Map<String, Subcommand> subcommands = new HashMap<>();

  /**
   * @param databases how many the store has
   * @param contents what is in values
   * @param activeExpiry stops (false) or resumes the search for expired keys
   * @param executor for what may take long
   */
  public DebugCommand(
      DataStore store,
      int databases,
      DebugObject object,
      Contents contents,
      ReplicationId replicationId,
      Consumer<Boolean> activeExpiry,
      Executor executor) {
    this.store = store;
    this.object = object;
    this.digest = new DataDigest(store, databases, contents, executor);
    this.population = new Population(store, executor);
    this.executor = executor;
    addLooking();
    addActing(activeExpiry, replicationId);
  }

  private void addLooking() {
    add("help", 2, 2, (session, args) -> done(HELP.reply()));
    add("digest", 2, 2, (session, args) -> digest.ofAll());
    add("digest-value", 2, Integer.MAX_VALUE, (session, args) -> digest.ofKeys(session, args));
    add("error", 3, 3, (session, args) -> done(error(args.get(2).utf8())));
    add(
        "object",
        3,
        Integer.MAX_VALUE,
        (session, args) -> store.onSlotOf(args.get(2).compact(), session.database(), object::run));
    add("protocol", 3, 3, (session, args) -> done(ProtocolSamples.of(args.get(2), session)));
  }

  private void addActing(Consumer<Boolean> activeExpiry, ReplicationId replicationId) {
    add("change-repl-id", 2, 2, (session, args) -> ok(replicationId::renew));
    add("log", 3, 3, (session, args) -> ok(() -> LOG.warn("DEBUG LOG: {}", oneLine(args, 2))));
    add("populate", 3, 5, population::run);
    add("quicklist-packed-threshold", 3, 3, (session, args) -> done(Replies.OK));
    add("reload", 2, Integer.MAX_VALUE, (session, args) -> reload(args));
    add(
        "set-active-expire",
        3,
        3,
        (session, args) -> ok(() -> activeExpiry.accept(!args.is(2, "0"))));
    add("sleep", 3, 3, (session, args) -> sleep(args));
  }

  private void add(String name, int wordsMin, int wordsMax, Action action) {
    subcommands.put(name, new Subcommand(wordsMin, wordsMax, action));
  }

  public CommandDef definition() {
    return command("debug", SERVER)
        .since("1.0.0")
        .arity(-2)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.PROTECTED)
        .onNode(this::debug);
  }

  private CompletionStage<Reply> debug(Session session, Args args) {
    Subcommand subcommand = subcommands.get(args.get(1).lowerCase());
    if (subcommand == null
        || args.count() < subcommand.wordsMin()
        || args.count() > subcommand.wordsMax()) {
      return done(Errors.subcommandSyntax("debug", args.get(1)));
    }
    try {
      return subcommand.action().run(session, args);
    } catch (CommandError e) {
      return done(e.reply());
    }
  }

  private static CompletionStage<Reply> done(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private static CompletionStage<Reply> ok(Runnable action) {
    action.run();
    return done(Replies.OK);
  }

  private static String oneLine(Args args, int index) {
    return Errors.oneLine(args.get(index).utf8());
  }

  /** The text's first word is the code when it is one that we have, else the code is ERR. */
  private static Reply.Error error(String text) {
    String line = Errors.oneLine(text);
    for (ErrorCode code : ErrorCode.values()) {
      if (line.startsWith(code.name() + " ")) {
        return new Reply.Error(code, line.substring(code.name().length() + 1));
      }
    }
    return Errors.err(line);
  }

  /** Errors: an option that is none of Redis's three. */
  private CompletionStage<Reply> reload(Args args) {
    for (int i = 2; i < args.count(); i++) {
      if (!args.is(i, "merge") && !args.is(i, "noflush") && !args.is(i, "nosave")) {
        return done(
            Errors.err("DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options."));
      }
    }
    return store
        .flushMemtable()
        .thenApply(
            flushed -> {
              store.dropBlockCache();
              return Replies.OK;
            });
  }

  /** What is not a number sleeps for no time, as in Redis. */
  private CompletionStage<Reply> sleep(Args args) {
    long micros = 0;
    try {
      micros = (long) (Double.parseDouble(args.get(2).latin1()) * 1_000_000);
    } catch (NumberFormatException e) {
      LOG.debug("DEBUG SLEEP without a number", e);
    }
    if (micros <= 0) {
      return done(Replies.OK);
    }
    Executor later = CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS, executor);
    return CompletableFuture.supplyAsync(() -> Replies.OK, later);
  }
}
