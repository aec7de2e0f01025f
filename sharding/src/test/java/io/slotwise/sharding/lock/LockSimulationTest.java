package io.slotwise.sharding.lock;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: no two conflicting transactions at once, no deadlock, no starvation, no lost wake-up, no
 * lock of somebody who has gone. Method: {@link LockSimulation} over many seeds, whose numbers the
 * failure tells; {@code -Dslotwise.lock-seeds=5000-6000} tries others, in ranges of a thousand for
 * each test.
 */
class LockSimulationTest {

  private static final int SEEDS_PER_TEST = 1000;

  static LongStream firstSeeds() {
    String[] range = System.getProperty("slotwise.lock-seeds", "1-5000").split("-");
    long from = Long.parseLong(range[0]);
    long to = Long.parseLong(range[1]);
    return LongStream.iterate(from, seed -> seed <= to, seed -> seed + SEEDS_PER_TEST);
  }

  @ParameterizedTest(name = "1000 seeds from {0}")
  @MethodSource("firstSeeds")
  void transactionsExcludeOneAnotherAndAllOfThemEnd(long first) {
    for (long seed = first; seed < first + SEEDS_PER_TEST; seed++) {
      LockSimulation simulation = new LockSimulation(seed, LockInvariants.ALL);
      assertThatCode(simulation::run)
          .as("seed %d: -Dslotwise.lock-seeds=%d-%d", seed, seed, seed)
          .doesNotThrowAnyException();
    }
  }
}
