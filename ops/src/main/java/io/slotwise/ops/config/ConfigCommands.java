package io.slotwise.ops.config;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.ops.HelpText;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Glob;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code CONFIG GET | SET | RESETSTAT | REWRITE | HELP}. */
public final class ConfigCommands {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigCommands.class);

  private static final HelpText HELP =
      HelpText.of("CONFIG")
          .line("GET <pattern>", "Names and values of the parameters that match.")
          .line("SET <directive> <value>", "Changes parameters, all of them or none.")
          .line("RESETSTAT", "Sets the counters of INFO back to 0.")
          .line("REWRITE", "Writes what SET has changed to the configuration file.");

  private final ConfigTable table;
  private final ConfigRewriter rewriter;
  private final List<Runnable> onResetStat;
  private final Executor fileExecutor;
  private final SharedValues shared;

  /**
   * @param onResetStat what CONFIG RESETSTAT resets
   * @param fileExecutor where CONFIG REWRITE may wait for the disk
   * @param shared where values go that are the same on all nodes
   */
  public ConfigCommands(
      ConfigTable table,
      ConfigRewriter rewriter,
      List<Runnable> onResetStat,
      Executor fileExecutor,
      SharedValues shared) {
    this.table = table;
    this.rewriter = rewriter;
    this.onResetStat = List.copyOf(onResetStat);
    this.fileExecutor = fileExecutor;
    this.shared = shared;
  }

  public List<CommandDef> all() {
    return List.of(
        container("config", SERVER)
            .since("2.0.0")
            .arity(-2)
            .sub(admin("get", "2.0.0", -3).onConnection(this::get))
            .sub(
                admin("set", "2.0.0", -4)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .onNode(this::set))
            .sub(admin("resetstat", "2.0.0", 2).onConnection(this::resetStat))
            .sub(admin("rewrite", "2.8.0", 2).onNode(this::rewrite))
            .sub(
                command("config|help", SERVER)
                    .since("5.0.0")
                    .arity(2)
                    .flags(LOADING, STALE)
                    .onConnection((session, args) -> HELP.reply()))
            .build());
  }

  private static CommandDef.Builder admin(String subcommand, String since, int arity) {
    return command("config|" + subcommand, SERVER)
        .since(since)
        .arity(arity)
        .flags(ADMIN, NOSCRIPT, LOADING, STALE);
  }

  /**
   * {@code CONFIG GET pattern [pattern ...]}. Reply: map of names and values. A name without
   * wildcards is answered as the client wrote it.
   */
  Reply get(Session session, Args args) {
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 2; i < args.count(); i++) {
      String pattern = args.get(i).utf8();
      if (hasWildcard(pattern)) {
        addMatching(pattern, found);
      } else if (Parameters.find(pattern) != null
          && found.keySet().stream().noneMatch(pattern::equalsIgnoreCase)) {
        found.put(pattern, shown(Parameters.find(pattern), table.all()));
      }
    }
    List<Reply> elements = new ArrayList<>(found.size() * 2);
    found.forEach(
        (name, value) -> {
          elements.add(Replies.bulk(name));
          elements.add(Replies.bulk(value));
        });
    return new Reply.MapOf(elements);
  }

  private void addMatching(String pattern, Map<String, String> found) {
    Bytes lower = Bytes.of(pattern.toLowerCase(Locale.ROOT));
    Map<String, String> values = table.all();
    Parameters.names()
        .forEach(
            (name, parameter) -> {
              if (Glob.matches(lower, Bytes.of(name))
                  && found.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                found.put(name, shown(parameter, values));
              }
            });
  }

  private static String shown(Parameter parameter, Map<String, String> values) {
    return parameter.type().shown(values.get(parameter.name()));
  }

  private static boolean hasWildcard(String pattern) {
    return pattern.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  /**
   * {@code CONFIG SET name value [name value ...]}. Reply: OK when all are set and hold, in a
   * cluster on every node where they are shared, else an error and none is. Errors, in order:
   * syntax error for a name without value; the first name that is unknown, immutable, protected or
   * given twice; the first value that is refused; what the node could not do.
   */
  CompletionStage<Reply> set(Session session, Args args) {
    if (args.count() % 2 != 0) {
      return CompletableFuture.completedFuture(Errors.syntax());
    }
    List<Map.Entry<String, String>> changes = new ArrayList<>();
    for (int i = 2; i < args.count(); i += 2) {
      String name = args.get(i).utf8();
      changes.add(Map.entry(name, args.get(i + 1).utf8()));
      if (SecretParameters.isOne(name)) {
        session.hideArgument(i + 1);
      }
    }
    try {
      return setEverywhere(changes, mayChangeProtected(session))
          .handle((done, failure) -> failure == null ? Replies.OK : setFailed(failure));
    } catch (ConfigSetException e) {
      return CompletableFuture.completedFuture(e.reply());
    }
  }

  /** Here first: what this node does not take is no value for the others. */
  private CompletionStage<Void> setEverywhere(
      List<Map.Entry<String, String>> changes, boolean protectedToo) throws ConfigSetException {
    Map<String, String> before = table.all();
    CompletionStage<Void> here = table.set(changes, protectedToo);
    Map<String, String> values = table.shared(changes.stream().map(Map.Entry::getKey).toList());
    if (values.isEmpty()) {
      return here;
    }
    return here.thenCompose(
        done ->
            shared
                .share(values)
                .exceptionallyCompose(
                    failure -> {
                      takeBack(changes, before);
                      return CompletableFuture.failedFuture(failure);
                    }));
  }

  private void takeBack(List<Map.Entry<String, String>> changes, Map<String, String> before) {
    List<Map.Entry<String, String>> old = new ArrayList<>();
    for (Map.Entry<String, String> change : changes) {
      String name = Parameters.find(change.getKey()).name();
      old.add(Map.entry(name, before.get(name)));
    }
    try {
      table.set(old, true);
    } catch (ConfigSetException e) {
      LOG.warn("event=config_not_taken_back", e);
    }
  }

  private static Reply setFailed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    LOG.warn("event=config_set_failed", cause);
    if (cause instanceof CommandError error) {
      return error.reply();
    }
    return cause instanceof ConfigSetException refused
        ? refused.reply()
        : Errors.err("CONFIG SET failed - " + Errors.oneLine(String.valueOf(cause)));
  }

  private boolean mayChangeProtected(Session session) {
    String who = table.get("enable-protected-configs");
    return who.equals("yes") || who.equals("local") && session.isLocal();
  }

  /** {@code CONFIG RESETSTAT}. Reply: OK. */
  Reply resetStat(Session session, Args args) {
    onResetStat.forEach(Runnable::run);
    return Replies.OK;
  }

  /**
   * {@code CONFIG REWRITE}. Reply: OK once the file is written. Errors: ERR The server is running
   * without a config file; ERR Rewriting config file: and the reason.
   */
  CompletionStage<Reply> rewrite(Session session, Args args) {
    if (!rewriter.hasFile()) {
      return CompletableFuture.completedFuture(
          Errors.err("The server is running without a config file"));
    }
    return CompletableFuture.supplyAsync(this::rewriteNow, fileExecutor);
  }

  private Reply rewriteNow() {
    try {
      rewriter.rewrite();
      LOG.info("CONFIG REWRITE wrote the configuration file");
      return Replies.OK;
    } catch (IOException e) {
      LOG.warn("CONFIG REWRITE failed", e);
      return Errors.err("Rewriting config file: " + Errors.oneLine(String.valueOf(e.getMessage())));
    }
  }
}
