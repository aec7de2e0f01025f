package io.slotwise.it.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.it.history.FaultyServer.Mistake;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The checks against servers that are known to be right or wrong, over real connections: a check
 * that finds nothing on a server that loses writes would prove nothing on ours.
 */
class FaultyServerTest {

  private static final int CALLS = 12_000;
  private static final int KEYS = 4;
  private static final int CLIENTS = 4;

  private static History record(Mistake mistake) {
    try (FaultyServer server = FaultyServer.start(mistake, 1);
        Recorder recorder =
            Recorder.start(
                List.of(server.address()),
                Recorder.Load.of(CLIENTS, KEYS, 1).withoutTransactions())) {
      recorder.awaitAnswers(CALLS).close();
      return recorder.history();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "NO_ANSWER"})
  void aServerThatMakesNoMistakeIsNotBlamed(Mistake mistake) {
    History history = record(mistake);
    assertThatCode(history::assertLinearizable).doesNotThrowAnyException();
    assertThat(history.unanswered() > 0).isEqualTo(mistake == Mistake.NO_ANSWER);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"LOST_WRITE", "LATE_WRITE", "STALE_READ", "DOUBLE_WRITE", "REFUSED_AND_DONE"})
  void everyMistakeIsFound(Mistake mistake) {
    assertThatThrownBy(record(mistake)::assertLinearizable)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not linearizable")
        .hasMessageNotContaining("undecided");
  }

  @Test
  void aLostWriteOfAnUntouchedKeyIsFoundToo() {
    try (FaultyServer server = FaultyServer.start(Mistake.LOST_WRITE, 1);
        UniqueWrites writes =
            UniqueWrites.start(
                List.of(server.address()), "", CLIENTS, Duration.ofSeconds(5), Duration.ZERO)) {
      writes.awaitAcknowledged(4_000).close();
      assertThat(writes.lost(server.address())).isNotEmpty();
      assertThatThrownBy(() -> writes.assertNoneLost(server.address()))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("acknowledged writes are lost");
    }
  }
}
