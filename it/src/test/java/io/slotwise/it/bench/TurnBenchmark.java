package io.slotwise.it.bench;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.slotwise.it.harness.TempDirs;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.slot.SlotEntity;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import io.slotwise.sharding.store.StoreSettings;
import io.slotwise.sharding.store.TurnKeyspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a slot's turn costs, and a GET and a SET of a hot key in it: alone, and with two threads
 * that want the same slot, where the slot's entity decides.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TurnBenchmark {

  private static final Bytes KEY = Bytes.of("key:000000012345");
  private static final int SLOT = Slots.of(KEY);

  /** What an event loop commits at once when clients send pipelines of that length. */
  private static final int PIPELINE = 16;

  private static final Duration OPEN_MAX = Duration.ofSeconds(30);
  private static final long PARK_NANOS = 1_000_000;

  /** A store, and the turns of all slots, of which one is open. */
  @State(Scope.Benchmark)
  public static class Node {
    final SlotTurns turns = new SlotTurns();
    private final Path dir = TempDirs.create("turn-benchmark");
    NodeStore store;
    private ActorSystem<Void> system;

    @Setup
    public void open() throws IOException, InterruptedException {
      StoreSettings settings =
          StoreSettings.from(
              ConfigFactory.parseMap(Map.of("slotwise.store.dir", dir.toString()))
                  .withFallback(ConfigFactory.defaultReference())
                  .resolve());
      store = NodeStore.open(settings, turns, InstantSource.system(), DataCommands.upkeep());
      system =
          ActorSystem.create(
              Behaviors.setup(
                  context -> {
                    context.spawnAnonymous(SlotEntity.create(SLOT, turns));
                    return Behaviors.empty();
                  }),
              "turns",
              ConfigFactory.parseString("akka.loglevel = OFF, akka.actor.provider = local")
                  .withFallback(ConfigFactory.load()));
      if (!turns.awaitOpen(1, OPEN_MAX)) {
        throw new IllegalStateException("the slot did not open");
      }
    }

    @TearDown
    public void close() {
      system.terminate();
      store.close();
      TempDirs.delete(dir);
    }
  }

  /** What one event loop has for itself. */
  @State(Scope.Thread)
  public static class Loop {
    private final Value value = Value.string(Bytes.of("v".repeat(64)));
    private final Thread thread = Thread.currentThread();
    private TurnKeyspace keys;
    private long nowMs;
    private volatile boolean granted;

    @Setup
    public void open(Node node) {
      keys = node.store.newTurnKeyspace();
      nowMs = InstantSource.system().millis();
      await(node);
      set();
      node.turns.release(SLOT);
      node.store.commitGate().commit();
    }

    /** Takes the turn as a connection does, but with a thread that waits. */
    private void await(Node node) {
      if (node.turns.tryTake(SLOT)) {
        return;
      }
      granted = false;
      node.turns.request(SLOT, this::grant);
      while (!granted) {
        LockSupport.parkNanos(this, PARK_NANOS);
      }
    }

    private void grant() {
      granted = true;
      LockSupport.unpark(thread);
    }

    private Value get() {
      keys.begin(nowMs, 0, false);
      keys.onSlot(SLOT);
      Value found = keys.read(KEY);
      keys.commit();
      return found;
    }

    private void set() {
      keys.begin(nowMs, 0, true);
      keys.onSlot(SLOT);
      keys.put(KEY, value);
      keys.commit();
    }
  }

  @Benchmark
  public void takeAndRelease(Node node, Loop loop) {
    loop.await(node);
    node.turns.release(SLOT);
  }

  @Benchmark
  public Value get(Node node, Loop loop) {
    loop.await(node);
    Value found = loop.get();
    node.turns.release(SLOT);
    return found;
  }

  @Benchmark
  @Threads(2)
  public Value getWithTwoThreads(Node node, Loop loop) {
    return get(node, loop);
  }

  @Benchmark
  public void setAndCommit(Node node, Loop loop) {
    loop.await(node);
    loop.set();
    node.turns.release(SLOT);
    node.store.commitGate().commit();
  }

  @Benchmark
  @OperationsPerInvocation(PIPELINE)
  public void setsAndOneCommit(Node node, Loop loop) {
    for (int i = 0; i < PIPELINE; i++) {
      loop.await(node);
      loop.set();
      node.turns.release(SLOT);
    }
    node.store.commitGate().commit();
  }

  @Benchmark
  @Threads(2)
  @OperationsPerInvocation(PIPELINE)
  public void setsWithTwoThreads(Node node, Loop loop) {
    setsAndOneCommit(node, loop);
  }
}
