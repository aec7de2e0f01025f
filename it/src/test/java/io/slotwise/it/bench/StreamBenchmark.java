package io.slotwise.it.bench;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.resp.ReplyEncoder;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.store.TurnKeyspace;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What commands on a stream cost in their slot's turn, with the reply encoded and, as in a pipeline
 * of that length, one commit for {@value #PIPELINE}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StreamBenchmark {

  static final int PIPELINE = 16;

  private static final int RESP2 = 2;
  private static final int ENTRIES = 20_000;

  /** A stream that only grows is begun anew after so many entries, to stay in memory. */
  private static final int ENTRIES_MAX = 200_000;

  private static final Bytes READ = Bytes.of("{stream}:read");
  private static final Bytes ADDED = Bytes.of("{stream}:added");

  private static final int SLOT = Slots.of(READ);

  private static final String VALUE = "v".repeat(64);

  private static final Args ADD = words("XADD", ADDED.utf8(), "*", "field", VALUE);
  private static final Args RANGE =
      words("XRANGE", READ.utf8(), (ENTRIES / 2) + "-0", "+", "COUNT", "10");
  private static final Args READ_ON =
      words("XREAD", "COUNT", "10", "STREAMS", READ.utf8(), (ENTRIES / 2) + "-0");
  private static final Args READ_GROUP =
      words("XREADGROUP", "GROUP", "g", "c", "COUNT", "10", "STREAMS", READ.utf8(), ">");
  private static final Args CREATE_GROUP = words("XGROUP", "CREATE", READ.utf8(), "g", "0");
  private static final Args DESTROY_GROUP = words("XGROUP", "DESTROY", READ.utf8(), "g");

  private final Map<String, CommandDef> commands = new HashMap<>();
  private final ReplyEncoder encoder = new ReplyEncoder();
  private TurnBenchmark.Node node;
  private TurnKeyspace keys;
  private CommandDef xadd;
  private CommandDef xrange;
  private CommandDef xread;
  private CommandDef xreadgroup;
  private int uncommitted;
  private int added;

  private static Args words(String... words) {
    return Args.of(Arrays.stream(words).map(Bytes::of).toArray(Bytes[]::new));
  }

  /** Fills the stream that is read. */
  @Setup
  public void fill(TurnBenchmark.Node opened) {
    node = opened;
    keys = node.store.newTurnKeyspace();
    for (CommandDef def : DataCommands.onSlots()) {
      commands.put(def.spec().name(), def);
      def.subcommands().forEach(sub -> commands.put(sub.spec().name(), sub));
    }
    xadd = commands.get("xadd");
    xrange = commands.get("xrange");
    xread = commands.get("xread");
    xreadgroup = commands.get("xreadgroup");
    for (int i = 1; i <= ENTRIES; i++) {
      run(xadd, words("XADD", READ.utf8(), i + "-0", "field", VALUE));
    }
    run(commands.get("xgroup|create"), CREATE_GROUP);
  }

  @TearDown
  public void commit() {
    node.store.commitGate().commit();
  }

  private Reply run(CommandDef def, Args args) {
    begin();
    Reply reply =
        def.handler() instanceof Handler.Blocking blocking
            ? blocking.runWithoutWaiting(keys, args)
            : ((Handler.OnSlot) def.handler()).run(keys, args);
    end();
    encoder.truncate(0);
    encoder.encode(reply, RESP2);
    return reply;
  }

  private void begin() {
    keys.begin(InstantSource.system().millis(), 0, true);
    keys.onSlot(SLOT);
  }

  private void end() {
    keys.commit();
    uncommitted++;
    if (uncommitted == PIPELINE) {
      node.store.commitGate().commit();
      uncommitted = 0;
    }
  }

  /** XADD of one field behind what is there. */
  @Benchmark
  public Reply add() {
    if (++added == ENTRIES_MAX) {
      begin();
      keys.delete(ADDED);
      end();
      added = 0;
    }
    return run(xadd, ADD);
  }

  /** XRANGE of ten entries in the middle. */
  @Benchmark
  public Reply range() {
    return run(xrange, RANGE);
  }

  /** XREAD of the ten entries behind one in the middle. */
  @Benchmark
  public Reply readOn() {
    return run(xread, READ_ON);
  }

  /** XREADGROUP of the next ten entries, which stay pending; the group begins anew at the end. */
  @Benchmark
  public Reply readInGroup() {
    Reply reply = run(xreadgroup, READ_GROUP);
    if (reply instanceof Reply.Null) {
      run(commands.get("xgroup|destroy"), DESTROY_GROUP);
      run(commands.get("xgroup|create"), CREATE_GROUP);
    }
    return reply;
  }
}
