package io.slotwise.it.transactions;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge is judged: histories that an order explains, and some that none does. */
class AppendHistoryTest {

  private final AppendHistory history = new AppendHistory();

  @Test
  void oneAfterTheOtherIsFine() {
    history.add(1, true, Map.of("a", List.of(), "b", List.of()));
    history.add(2, true, Map.of("a", List.of(1)));
    history.add(3, false, Map.of("a", List.of(1), "b", List.of(1)));
    assertThatCode(() -> history.check(Map.of("a", List.of(1, 2), "b", List.of(1))))
        .doesNotThrowAnyException();
  }

  @Test
  void readersThatSeeTwoWritersInDifferentOrdersAreNot() {
    history.add(1, true, Map.of("a", List.of()));
    history.add(2, true, Map.of("b", List.of()));
    history.add(3, false, Map.of("a", List.of(1), "b", List.of()));
    history.add(4, false, Map.of("a", List.of(), "b", List.of(2)));
    assertThatThrownBy(() -> history.check(Map.of("a", List.of(1), "b", List.of(2))))
        .hasMessageContaining("no order");
  }

  @Test
  void aReadOfWhatWasTakenBackIsNot() {
    history.add(1, false, Map.of("a", List.of(7)));
    assertThatThrownBy(() -> history.check(Map.of("a", List.of())))
        .hasMessageContaining("never was");
  }

  @Test
  void aLostUpdateIsNot() {
    history.add(1, true, Map.of("a", List.of()));
    history.add(2, true, Map.of("a", List.of()));
    assertThatThrownBy(() -> history.check(Map.of("a", List.of(1, 2))))
        .hasMessageContaining("came between");
  }

  @Test
  void halfATransactionIsNot() {
    history.add(1, true, Map.of("a", List.of(), "b", List.of()));
    assertThatThrownBy(() -> history.check(Map.of("a", List.of(1), "b", List.of())))
        .hasMessageContaining("half");
  }
}
