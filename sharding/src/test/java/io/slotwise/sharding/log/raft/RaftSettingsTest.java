package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the logs of all shards keep in memory follows the heap. */
class RaftSettingsTest {

  private static final long MIB = 1 << 20;

  @Test
  void segmentsOfAllLogsTogetherLeaveRoomInASmallHeap() {
    for (int shards = 1; shards <= 16; shards++) {
      assertThat(shards * RaftSettings.segmentBytes(256 * MIB, shards))
          .isLessThanOrEqualTo(16 * MIB);
    }
  }

  @Test
  void segmentsAreNeitherLargerThanUsualNorTooSmallForAnEntry() {
    assertThat(RaftSettings.segmentBytes(8192 * MIB, 6)).isEqualTo(8 * MIB);
    assertThat(RaftSettings.segmentBytes(256 * MIB, 128))
        .isGreaterThan(2L * RatisProperties.PART_BYTES_MAX);
  }
}
