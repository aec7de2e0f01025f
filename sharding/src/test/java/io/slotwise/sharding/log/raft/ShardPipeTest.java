package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.log.LogEntry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When batches are sent that somebody waits for. */
class ShardPipeTest {

  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  private long nowNanos;
  private long lastPosition;
  private long lastBatch;
  private final Company company = new Company();
  private final ShardPipe pipe = new ShardPipe(0, company, () -> nowNanos);

  @BeforeEach
  void lead() {
    pipe.lead(1);
  }

  private record Bytes(int sizeBytes) implements LogEntry {
    @Override
    public int writeTo(byte[] target, int offset) {
      return offset + sizeBytes;
    }
  }

  private void append(int commits) {
    for (int i = 0; i < commits; i++) {
      pipe.append(new Bytes(10), ++lastPosition);
    }
  }

  private long sendIn() {
    return pipe.sendIn(true);
  }

  private int send() {
    return pipe.send(++lastBatch).commits();
  }

  /** So many commits go together, and are there after 4 ms. */
  private void sentTogether(int commits) {
    append(commits);
    arriveAfterSending(commits);
  }

  private void arriveAfterSending(int commits) {
    assertThat(send()).isEqualTo(commits);
    nowNanos += 4 * MS;
    pipe.arrived();
  }

  @Test
  void whoWritesAloneWaitsForNobody() {
    append(1);
    assertThat(sendIn()).isZero();
    arriveAfterSending(1);
    append(1);
    assertThat(sendIn()).isZero();
  }

  @Test
  void thoseWhoWereAnsweredAreWaitedFor() {
    sentTogether(3);
    append(1);
    assertThat(sendIn()).isEqualTo(2 * MS);
    assertThat(sendIn()).as("that is seen to").isEqualTo(ShardPipe.NOT_NOW);
    append(1);
    nowNanos += MS;
    pipe.looked();
    assertThat(sendIn()).isEqualTo(MS);
    append(1);
    assertThat(sendIn()).as("all are there").isZero();
    assertThat(send()).isEqualTo(3);
  }

  @Test
  void soAreThoseWhoCameMeanwhile() {
    append(2);
    send();
    append(1);
    assertThat(sendIn()).as("one is on its way").isEqualTo(ShardPipe.NOT_NOW);
    nowNanos += 4 * MS;
    pipe.arrived();
    assertThat(sendIn()).isEqualTo(2 * MS);
    append(2);
    assertThat(sendIn()).isZero();
    assertThat(send()).isEqualTo(3);
  }

  @Test
  void whoGoesOnInAnotherShardHasCome() {
    ShardPipe other = new ShardPipe(1, company, () -> nowNanos);
    other.lead(1);
    sentTogether(2);
    append(1);
    assertThat(sendIn()).isEqualTo(2 * MS);
    other.append(new Bytes(10), ++lastPosition);
    assertThat(sendIn()).isZero();
    assertThat(other.sendIn(true)).isZero();
  }

  @Test
  void whoDoesNotComeIsWaitedForOnce() {
    sentTogether(3);
    append(1);
    assertThat(sendIn()).isEqualTo(2 * MS);
    nowNanos += 2 * MS;
    pipe.looked();
    assertThat(sendIn()).isZero();
    arriveAfterSending(1);
    append(1);
    assertThat(sendIn()).isZero();
  }

  @Test
  void theWaitIsHalfOfAnEntrysWayAndBeginsWithTheFirst() {
    append(2);
    send();
    nowNanos += MS;
    pipe.arrived();
    nowNanos += 100 * MS;
    append(1);
    assertThat(sendIn()).isEqualTo(MS / 2);
  }

  @Test
  void muchIsNotKeptBack() {
    sentTogether(3);
    pipe.append(new Bytes(300 << 10), ++lastPosition);
    assertThat(sendIn()).isZero();
  }
}
