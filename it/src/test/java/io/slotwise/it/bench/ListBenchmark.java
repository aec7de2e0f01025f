package io.slotwise.it.bench;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.collection.ListEnd;
import io.slotwise.sharding.collection.ListValue;
import io.slotwise.sharding.command.MapKeyspace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What commands on a list do beyond a look at its key, in memory: the cost at the ends does not
 * grow with the list, that in the middle grows with the depth of its tree.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ListBenchmark {

  private static final Bytes KEY = Bytes.of("list");
  private static final Bytes ELEMENT = Bytes.of("abcdefghij");
  private static final int CHUNK = 10_000;

  @Param({"10", "10000", "1000000"})
  public int length;

  private final MapKeyspace keys = new MapKeyspace();
  private final SplittableRandom random = new SplittableRandom(1);

  @Setup
  public void fill() {
    ListValue list = ListValue.create(keys, KEY);
    List<Bytes> chunk = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      chunk.add(ELEMENT);
      if (chunk.size() == CHUNK || i == length - 1) {
        list.push(ListEnd.RIGHT, chunk);
        chunk.clear();
      }
    }
    keys.put(KEY, list.toValue());
  }

  private ListValue open() {
    return ListValue.open(keys, KEY, keys.read(KEY));
  }

  /** LPUSH, then RPOP: a queue. */
  @Benchmark
  public Bytes pushAndPop() {
    ListValue list = open();
    list.push(ListEnd.LEFT, ELEMENT);
    keys.put(KEY, list.toValue());
    list = open();
    Bytes popped = list.pop(ListEnd.RIGHT);
    keys.put(KEY, list.toValue());
    return popped;
  }

  /** LINDEX anywhere. */
  @Benchmark
  public Bytes index() {
    return open().get(random.nextInt(length));
  }

  /** LSET anywhere. */
  @Benchmark
  public void set() {
    ListValue list = open();
    list.set(random.nextInt(length), ELEMENT);
    keys.put(KEY, list.toValue());
  }
}
