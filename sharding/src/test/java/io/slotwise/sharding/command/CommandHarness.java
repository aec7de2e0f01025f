package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.CommandGroup;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs commands of slots on a {@link MapKeyspace} as the server would: look up, arity, handler.
 * After every error it checks that nothing was written.
 */
public final class CommandHarness {

  /** Runs a handler on a keyspace of its own instead of on the one in memory. */
  public interface Executor {

    /** The reply; a command's error is a reply like any other. */
    Reply run(CommandDef def, Args args);
  }

  private final Map<String, CommandDef> byName = new HashMap<>();
  private final MapKeyspace keyspace = new MapKeyspace();
  private Keyspace selected = keyspace;
  private Executor executor = this::execute;

  public CommandHarness(List<CommandDef> commands) {
    for (CommandDef def : commands) {
      assertThat(byName.put(def.spec().name(), def)).as(def.spec().name()).isNull();
    }
  }

  /** All commands of this package that run on slots. */
  public static CommandHarness ofAll() {
    List<CommandDef> all = new ArrayList<>(DataCommands.onSlots());
    all.addAll(new ObjectCommands(() -> false).commands());
    all.add(
        CommandDef.container("memory", CommandGroup.SERVER)
            .arity(-2)
            .sub(ObjectCommands.MEMORY_USAGE)
            .build());
    return new CommandHarness(all);
  }

  /** From now on commands run there. */
  public void setExecutor(Executor other) {
    executor = other;
  }

  public MapKeyspace keyspace() {
    return keyspace;
  }

  public Keyspace selected() {
    return selected;
  }

  public void select(int database) {
    selected = keyspace.in(database);
  }

  /** Words between blanks; quotes and {@code \xff} as in redis-cli. */
  public Reply run(String line) {
    return run(words(line));
  }

  /** The reply as text: see {@link ReplyText}. */
  public String text(String line) {
    return ReplyText.of(run(line));
  }

  public Reply run(List<Bytes> words) {
    Args args = Args.of(words.toArray(Bytes[]::new));
    CommandDef def = byName.get(args.get(0).lowerCase());
    assertThat(def).as("command %s", args.get(0)).isNotNull();
    if (!def.subcommands().isEmpty() && args.count() > 1) {
      String fullName = def.spec().name() + "|" + args.get(1).lowerCase();
      def =
          def.subcommands().stream()
              .filter(sub -> sub.spec().name().equals(fullName))
              .findFirst()
              .orElse(null);
      if (def == null) {
        return Errors.unknownSubcommand(args.get(0).lowerCase(), args.get(1));
      }
    }
    if (!def.spec().arity().accepts(args.count())) {
      return Errors.wrongArity(def.spec().name());
    }
    return executor.run(def, args);
  }

  /** Runs a handler, which may throw its error. */
  public static Reply handle(CommandDef def, Keyspace keys, Args args) {
    if (def.handler() instanceof Handler.OnConnection onConnection) {
      return onConnection.run(null, args);
    }
    return def.handler() instanceof Handler.Blocking blocking
        ? blocking.runWithoutWaiting(keys, args)
        : ((Handler.OnSlot) def.handler()).run(keys, args);
  }

  private Reply execute(CommandDef def, Args args) {
    int writesBefore = keyspace.writes();
    try {
      return handle(def, selected, args);
    } catch (CommandError e) {
      assertThat(keyspace.writes())
          .as("writes before the error of %s", args)
          .isEqualTo(writesBefore);
      return e.reply();
    }
  }

  /** The words of a line as redis-cli splits it. */
  public static List<Bytes> words(String line) {
    List<Bytes> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      if (line.charAt(at) == ' ') {
        at++;
        continue;
      }
      StringBuilder word = new StringBuilder();
      boolean quoted = line.charAt(at) == '"';
      at += quoted ? 1 : 0;
      for (; at < line.length() && line.charAt(at) != (quoted ? '"' : ' '); at++) {
        if (quoted && line.startsWith("\\x", at)) {
          word.append((char) Integer.parseInt(line.substring(at + 2, at + 4), 16));
          at += 3;
        } else {
          word.append(line.charAt(at));
        }
      }
      at += quoted ? 1 : 0;
      words.add(Bytes.wrap(word.toString().getBytes(StandardCharsets.ISO_8859_1)));
    }
    return words;
  }

  /** How a request would be typed. */
  public static String line(List<Bytes> words) {
    StringBuilder line = new StringBuilder();
    for (Bytes word : words) {
      String text = word.latin1();
      boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127 && c != '"');
      line.append(line.isEmpty() ? "" : " ").append(plain ? text : ReplyText.quoted(word));
    }
    return line.toString();
  }
}
