package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.PackingLimits;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * PFSELFTEST: that registers keep what is put into them, that both forms agree, and that estimates
 * are as close as promised. Some milliseconds long; Redis's own takes many seconds.
 */
final class HyperLogLogSelfTest {

  private static final int ROUNDS = 20;
  private static final int ELEMENTS = 10_000;

  /** Of the standard error, 1.04 / sqrt(registers): Redis's own tolerance. */
  private static final double ERRORS_MAX = 6;

  private static final double STANDARD_ERROR = 1.04 / Math.sqrt(HyperLogLog.REGISTERS);

  private final RandomGenerator random;

  HyperLogLogSelfTest(RandomGenerator random) {
    this.random = random;
  }

  Reply run() {
    for (int i = 0; i < ROUNDS; i++) {
      if (!registersKeep()) {
        return failed("Register is not what it was set to");
      }
    }
    return estimatesAreClose();
  }

  private boolean registersKeep() {
    byte[] expected = new byte[HyperLogLog.REGISTERS];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) random.nextInt(HyperLogLog.REGISTER_MAX + 1);
    }
    HyperLogLog dense = HyperLogLog.empty(PackingLimits.DEFAULT.sketchBytesMax());
    dense.makeDense();
    dense.raiseAll(expected);
    return Arrays.equals(dense.registers(), expected);
  }

  private Reply estimatesAreClose() {
    HyperLogLog dense = HyperLogLog.empty(PackingLimits.DEFAULT.sketchBytesMax());
    dense.makeDense();
    HyperLogLog sparse = HyperLogLog.empty(PackingLimits.DEFAULT.sketchBytesMax());
    long seed = random.nextLong();
    int checkpoint = 1;
    for (int count = 1; count <= ELEMENTS; count++) {
      Bytes element = Bytes.of(seed ^ count);
      dense.add(element);
      sparse.add(element);
      if (count < checkpoint) {
        continue;
      }
      if (count < 100 && sparse.isDense()) {
        return failed("sparse encoding not used");
      }
      long estimate = dense.estimate();
      if (estimate != sparse.estimate()) {
        return failed("dense/sparse disagree");
      }
      // Of few elements, one more or less is within bounds.
      double errorMax = Math.max(Math.ceil(ERRORS_MAX * STANDARD_ERROR * count), 1);
      if (Math.abs(estimate - count) > errorMax) {
        return failed("Too big error. card:" + count + " abserr:" + (estimate - count));
      }
      checkpoint *= 10;
    }
    return Replies.OK;
  }

  private static Reply failed(String why) {
    return new Reply.Error(ErrorCode.TESTFAILED, why);
  }
}
