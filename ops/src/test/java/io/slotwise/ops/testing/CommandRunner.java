package io.slotwise.ops.testing;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** Runs commands without a node: finds the handler, calls it, shows the reply as text. */
public final class CommandRunner {

  public final TestSession session = new TestSession();
  private final List<CommandDef> commands;

  public CommandRunner(List<CommandDef> commands) {
    this.commands = commands;
  }

  /** The reply in the form of {@link ReplyText}. */
  public String run(String... words) {
    Args args = Args.of(words);
    CommandDef command = find(commands, words[0]);
    if (command.handler() == null) {
      command = find(command.subcommands(), words[1]);
    }
    try {
      return ReplyText.of(reply(command.handler(), args));
    } catch (CommandError e) {
      return ReplyText.of(e.reply());
    }
  }

  private static CommandDef find(List<CommandDef> commands, String word) {
    return commands.stream()
        .filter(c -> c.spec().lastWord().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow();
  }

  private Reply reply(Handler handler, Args args) {
    if (handler instanceof Handler.OnConnection onConnection) {
      return onConnection.run(session, args);
    }
    CompletionStage<Reply> stage = ((Handler.OnNode) handler).run(session, args);
    // Tests give executors that run at once.
    return stage.toCompletableFuture().getNow(null);
  }
}
