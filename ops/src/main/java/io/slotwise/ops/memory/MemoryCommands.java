package io.slotwise.ops.memory;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.ops.HelpText;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.info.HumanBytes;
import io.slotwise.ops.info.MemoryFigures;
import io.slotwise.ops.info.ProcessFigures;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.Flag;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.DataStore;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** {@code MEMORY DOCTOR | MALLOC-STATS | PURGE | STATS | USAGE | HELP}. */
public final class MemoryCommands {

  private static final HelpText HELP =
      HelpText.of("MEMORY")
          .line("DOCTOR", "Says whether memory is short, and what to do.")
          .line("MALLOC-STATS", "The memory pools of the JVM.")
          .line("PURGE", "Collects garbage and drops cached blocks.")
          .line("STATS", "Figures of memory.")
          .line(
              "USAGE <key> [SAMPLES <count>]",
              "Bytes of memory that a key and its value would take in Redis.");

  private static final double HEAP_SHARE_TIGHT = 0.9;

  private final MemoryFigures memory;
  private final DataStore store;
  private final ConfigTable config;
  private final CommandDef usage;
  private final Executor executor;

  /**
   * @param usage the command {@code memory|usage}, which is about a key
   */
  public MemoryCommands(
      MemoryFigures memory,
      DataStore store,
      ConfigTable config,
      CommandDef usage,
      Executor executor) {
    this.memory = memory;
    this.store = store;
    this.config = config;
    this.usage = usage;
    this.executor = executor;
  }

  public List<CommandDef> all() {
    return List.of(
        container("memory", SERVER)
            .since("4.0.0")
            .arity(-2)
            .sub(special("doctor").onNode((session, args) -> later(this::doctor)))
            .sub(
                command("memory|help", SERVER)
                    .since("4.0.0")
                    .arity(2)
                    .flags(Flag.LOADING, Flag.STALE)
                    .onConnection((session, args) -> HELP.reply()))
            .sub(special("malloc-stats").onNode((session, args) -> later(this::pools)))
            .sub(
                command("memory|purge", SERVER)
                    .since("4.0.0")
                    .arity(2)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .onNode((session, args) -> later(this::purge)))
            .sub(special("stats").onNode((session, args) -> later(this::stats)))
            .sub(usage)
            .build());
  }

  private static CommandDef.Builder special(String subcommand) {
    return command("memory|" + subcommand, SERVER)
        .since("4.0.0")
        .arity(2)
        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special");
  }

  private CompletionStage<Reply> later(Supplier<Reply> code) {
    return CompletableFuture.supplyAsync(code, executor);
  }

  private static Reply text(String text) {
    return new Reply.Verbatim("txt", Bytes.of(text));
  }

  /** Reply: text. */
  private Reply doctor() {
    long max = memory.heap().getMax();
    long usedHeap = memory.heap().getUsed();
    StringBuilder report = new StringBuilder();
    if (max > 0 && usedHeap > max * HEAP_SHARE_TIGHT) {
      report
          .append("The heap is nearly full: ")
          .append(HumanBytes.of(usedHeap))
          .append(" of ")
          .append(HumanBytes.of(max))
          .append(". If that stays so after MEMORY PURGE, give it more (SLOTWISE_HEAP) or lower")
          .append(" maxmemory, which bounds the values that are cached.\n");
    }
    long machine = ProcessFigures.machineBytes();
    long resident = ProcessFigures.residentBytes();
    if (machine > 0 && resident > machine * HEAP_SHARE_TIGHT) {
      report.append("This process has nearly all of the machine's memory.\n");
    }
    if (report.isEmpty()) {
      report
          .append("Memory is not short: ")
          .append(HumanBytes.of(usedHeap))
          .append(" of the heap in use, garbage included, and ")
          .append(HumanBytes.of(memory.nativeBytes()))
          .append(" in RocksDB.\n");
    }
    return text(report.toString());
  }

  /** Reply: text. */
  private Reply pools() {
    StringBuilder report = new StringBuilder("Memory pools of the JVM: used, committed, limit\n");
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      long max = pool.getUsage().getMax();
      report
          .append(pool.getName())
          .append(": ")
          .append(HumanBytes.of(pool.getUsage().getUsed()))
          .append(", ")
          .append(HumanBytes.of(pool.getUsage().getCommitted()))
          .append(", ")
          .append(max < 0 ? "none" : HumanBytes.of(max))
          .append('\n');
    }
    report
        .append("Direct buffers: ")
        .append(HumanBytes.of(memory.directBytes()))
        .append("\nRocksDB: ")
        .append(HumanBytes.of(memory.nativeBytes()))
        .append('\n');
    return text(report.toString());
  }

  /** Reply: OK when it is done. */
  private Reply purge() {
    store.dropBlockCache();
    System.gc();
    return Replies.OK;
  }

  /** Reply: map. Figures that Redis has and that are not known here are left out. */
  private Reply stats() {
    long used = memory.usedBytes();
    long keys = 0;
    for (int database = 0; database < config.number("databases"); database++) {
      keys += store.databaseStats(database).keys();
    }
    long net = Math.max(0, used - memory.startBytes());
    List<Reply> fields = new ArrayList<>();
    add(fields, "peak.allocated", memory.peakBytes());
    add(fields, "total.allocated", used);
    add(fields, "startup.allocated", memory.startBytes());
    add(fields, "replication.backlog", 0);
    add(fields, "clients.slaves", 0);
    add(fields, "cluster.links", 0);
    add(fields, "keys.count", keys);
    add(fields, "keys.bytes-per-key", keys == 0 ? 0 : net / keys);
    fields.add(Replies.bulk("peak.percentage"));
    fields.add(new Reply.Dbl(used * 100.0 / memory.peakBytes()));
    add(fields, "heap.used", memory.heap().getUsed());
    add(fields, "heap.committed", memory.heap().getCommitted());
    add(fields, "direct.buffers", memory.directBytes());
    add(fields, "rocksdb.allocated", memory.nativeBytes());
    long resident = ProcessFigures.residentBytes();
    if (resident >= 0) {
      add(fields, "allocator.resident", resident);
      fields.add(Replies.bulk("fragmentation"));
      fields.add(new Reply.Dbl((double) resident / Math.max(1, used)));
      add(fields, "fragmentation.bytes", resident - used);
    }
    return new Reply.MapOf(fields);
  }

  private static void add(List<Reply> fields, String name, long value) {
    fields.add(Replies.bulk(name));
    fields.add(Replies.integer(value));
  }
}
