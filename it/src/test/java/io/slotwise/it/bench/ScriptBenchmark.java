package io.slotwise.it.bench;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.scripting.LuaEngine;
import io.slotwise.scripting.RedisCalls;
import io.slotwise.scripting.Script;
import io.slotwise.scripting.ScriptException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the Lua engine adds to the commands of a script: commands are a stub that answers at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScriptBenchmark {

  private static final Bytes GET_AND_SET =
      Bytes.of(
          "local old = redis.call('GET', KEYS[1]) redis.call('SET', KEYS[1], ARGV[1]) return old");
  private static final Bytes ARITHMETIC =
      Bytes.of("local x = 0 for i = 1, 10000 do x = x + i * 2 - 1 end return x");

  private final RedisCalls stub =
      new RedisCalls() {
        private final Reply value = Replies.bulk(Bytes.of("value"));

        @Override
        public Reply call(List<Bytes> words) {
          return words.size() == 2 ? value : Replies.OK;
        }

        @Override
        public Optional<Boolean> allows(List<Bytes> words) {
          return Optional.of(true);
        }

        @Override
        public void log(LogLevel level, Bytes message) {}
      };

  private final LuaEngine engine = new LuaEngine();
  private final List<Bytes> words = List.of(Bytes.of("key:000000012345"));
  private final Script getAndSet = compile(GET_AND_SET);
  private final Script arithmetic = compile(ARITHMETIC);

  private static Script compile(Bytes text) {
    try {
      return Script.compile(text);
    } catch (ScriptException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  public Reply getAndSet() {
    return engine.eval(getAndSet, words, words, stub);
  }

  @Benchmark
  public Reply tenThousandSteps() {
    return engine.eval(arithmetic, List.of(), List.of(), stub);
  }

  @Benchmark
  public Script compileGetAndSet() {
    return compile(GET_AND_SET);
  }
}
