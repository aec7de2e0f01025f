package io.slotwise.ops.info;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.Flag;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code INFO [section ...]}. */
public final class InfoCommand {

  private final InfoReport report;
  private final Executor executor;

  /**
   * @param executor where figures are collected: the store and /proc take their time
   */
  public InfoCommand(InfoReport report, Executor executor) {
    this.report = report;
    this.executor = executor;
  }

  public CommandDef definition() {
    return command("info", SERVER)
        .since("1.0.0")
        .arity(-1)
        .flags(Flag.LOADING, Flag.STALE)
        .acl(AclCategory.DANGEROUS)
        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
        .onNode(this::info);
  }

  /** Reply: the text, verbatim in RESP3. No errors: unknown sections are passed over. */
  CompletionStage<Reply> info(Session session, Args args) {
    List<String> wanted = new ArrayList<>();
    for (int i = 1; i < args.count(); i++) {
      wanted.add(args.get(i).utf8());
    }
    return CompletableFuture.supplyAsync(
        () -> new Reply.Verbatim("txt", Bytes.of(report.text(wanted))), executor);
  }
}
