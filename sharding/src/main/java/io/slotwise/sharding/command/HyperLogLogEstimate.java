package io.slotwise.sharding.command;

/**
 * The number of distinct elements that registers speak of, by the improved estimator of Ertl ("New
 * cardinality estimation algorithms for HyperLogLog sketches", 2017), from how often each register
 * value occurs. Computed in the order of operations that Redis has, so that the last bit agrees.
 */
final class HyperLogLogEstimate {

  private static final double ALPHA_INFINITE = 0.721347520444481703680;

  /** The highest register value: the bits of a hash that do not select the register, and one. */
  private static final int TOP = HyperLogLog.HASH_BITS + 1;

  private HyperLogLogEstimate() {}

  /**
   * @param histogram how many registers have each value
   */
  static long of(int[] histogram) {
    double registers = HyperLogLog.REGISTERS;
    double z = registers * tau((registers - histogram[TOP]) / registers);
    for (int value = HyperLogLog.HASH_BITS; value >= 1; value--) {
      z += histogram[value];
      z *= 0.5;
    }
    z += registers * sigma(histogram[0] / registers);
    return Math.round(ALPHA_INFINITE * registers * registers / z);
  }

  private static double sigma(double of) {
    if (of == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double x = of;
    double y = 1;
    double z = x;
    double before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (before != z);
    return z;
  }

  private static double tau(double of) {
    if (of == 0 || of == 1) {
      return 0;
    }
    double x = of;
    double y = 1;
    double z = 1 - x;
    double before;
    do {
      x = Math.sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    } while (before != z);
    return z / 3;
  }
}
