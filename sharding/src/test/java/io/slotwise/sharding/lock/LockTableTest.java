package io.slotwise.sharding.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The line of one slot: who is granted at once, who waits, and who follows whom. */
class LockTableTest {

  private static final Bytes A = Bytes.of("{x}a");
  private static final Bytes B = Bytes.of("{x}b");
  private static final int SLOT = Slots.of(A);

  private final SimulatedTurns turns = new SimulatedTurns(new Random(1));
  private final LockTables tables = new LockTables(turns);
  private final LockTable table = new LockTable();

  private LockTransaction wanting(Footprint footprint) {
    return tables.newTransaction(footprint);
  }

  private static Footprint exclusive(Bytes... keys) {
    Footprint footprint = Footprint.empty();
    for (Bytes key : keys) {
      footprint.key(0, key, true);
    }
    return footprint;
  }

  private static Footprint shared(Bytes key) {
    return Footprint.empty().key(0, key, false);
  }

  private boolean enter(LockTransaction transaction) {
    return table.enter(transaction, transaction.footprint().of(SLOT));
  }

  private boolean commandWaits(Bytes key, boolean writes) {
    return table.forbids(null, new KeyName(0, key), writes);
  }

  @Test
  void otherKeysAreGrantedOutOfOrder() {
    LockTransaction first = wanting(exclusive(A));
    LockTransaction second = wanting(exclusive(A));
    LockTransaction other = wanting(exclusive(B));
    assertThat(enter(first)).isTrue();
    assertThat(enter(second)).isFalse();
    assertThat(enter(other)).isTrue();
    assertThat(table.leave(first)).containsExactly(second);
  }

  @Test
  void readersShareUntilAWriterStandsInLine() {
    LockTransaction reader = wanting(shared(A));
    LockTransaction writer = wanting(exclusive(A));
    LockTransaction late = wanting(shared(A));
    assertThat(enter(reader)).isTrue();
    assertThat(enter(writer)).isFalse();
    assertThat(enter(late)).as("nobody overtakes the writer").isFalse();
    assertThat(table.leave(reader)).containsExactly(writer);
    assertThat(table.leave(writer)).containsExactly(late);
  }

  @Test
  void whoGoesWhileWaitingMakesWay() {
    LockTransaction reader = wanting(shared(A));
    LockTransaction writer = wanting(exclusive(A));
    LockTransaction late = wanting(shared(A));
    enter(reader);
    enter(writer);
    enter(late);
    assertThat(table.leave(writer)).as("its connection died").containsExactly(late);
  }

  @Test
  void aWholeSlotExcludesItsKeysInTurn() {
    LockTransaction key = wanting(exclusive(A));
    LockTransaction whole = wanting(Footprint.empty().slot(SLOT, true));
    LockTransaction other = wanting(exclusive(B));
    assertThat(enter(key)).isTrue();
    assertThat(enter(whole)).isFalse();
    assertThat(enter(other)).isFalse();
    assertThat(table.leave(key)).containsExactly(whole);
    assertThat(commandWaits(B, false)).isTrue();
    assertThat(table.leave(whole)).containsExactly(other);
  }

  @Test
  void commandsMindGrantedLocksOnly() {
    LockTransaction reader = wanting(shared(A));
    LockTransaction writer = wanting(exclusive(A, B));
    enter(reader);
    enter(writer);
    assertThat(commandWaits(A, false)).as("a reader beside a reader").isFalse();
    assertThat(commandWaits(A, true)).isTrue();
    assertThat(commandWaits(B, true)).as("the writer has not got it yet").isFalse();
    table.leave(reader);
    assertThat(commandWaits(A, false)).isTrue();
    assertThat(commandWaits(B, true)).isTrue();
    assertThat(table.forbids(writer, new KeyName(0, A), true)).as("its own lock").isFalse();
    assertThat(table.forbids(null, new KeyName(1, A), true)).as("another database").isFalse();
  }

  /** A lock whose owner has ended is taken out in the slot's turn, and that may be a while yet. */
  @Test
  void whatHasEndedDoesNotStopWhoHasEverything() {
    LockTransaction ended = wanting(exclusive(A));
    ended.acquire(() -> {});
    turns.tryTake(SLOT);
    ended.end();
    turns.release(SLOT);
    LockTransaction everything = wanting(Footprint.everything());
    everything.acquire(() -> {});
    assertThat(everything.isHeld()).isTrue();
    assertThat(tables.forbid(everything, SLOT, 0, A, true)).isFalse();
    assertThat(tables.forbid(null, SLOT, 0, A, false)).isTrue();
    turns.grant(SLOT);
    everything.end();
    assertThat(tables.isFree(SLOT)).isTrue();
  }
}
