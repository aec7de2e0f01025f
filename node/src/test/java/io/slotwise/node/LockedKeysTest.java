package io.slotwise.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.lock.Footprint;
import io.slotwise.sharding.lock.LockTransaction;
import io.slotwise.sharding.store.TurnKeyspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What commands do when somebody has locked their keys: they wait, in order and without a thread,
 * and those on other keys do not. The test itself is the one who has the locks.
 */
class LockedKeysTest {

  private static final String LOCKED = "{a}locked";
  private static final String FREE = "{a}free";
  private static final String ELSEWHERE = "{b}free";
  private static final int SCRIPTS = 40;

  @TempDir Path dir;

  private WiredNode node;
  private WiredNode.Client client;
  private WiredNode.Client other;
  private LockTransaction locks;

  @BeforeEach
  void start() throws Exception {
    node = new WiredNode(dir, LOCKED, ELSEWHERE);
    client = node.connect();
    other = node.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    other.close();
    node.close();
  }

  private void lock(Footprint footprint) throws Exception {
    locks = node.store.locks().newTransaction(footprint);
    locks.acquire().get(20, TimeUnit.SECONDS);
  }

  private void lock(String key, boolean exclusive) throws Exception {
    lock(Footprint.empty().key(0, Bytes.of(key), exclusive));
  }

  private String answer(WiredNode.Client from, String request) throws Exception {
    from.send(request);
    return from.lines(1).get(0);
  }

  @Test
  void whoWaitsDoesNotHoldUpOtherKeys() throws Exception {
    lock(LOCKED, true);
    client.send("set " + LOCKED + " 1");
    assertThat(answer(other, "set " + FREE + " 2")).isEqualTo("+OK");
    assertThat(answer(other, "set " + ELSEWHERE + " 2")).isEqualTo("+OK");
    assertThat(answer(other, "exists " + FREE)).isEqualTo(":1");
    locks.end();
    assertThat(client.lines(1)).containsExactly("+OK");
    assertThat(answer(other, "exists " + LOCKED)).isEqualTo(":1");
  }

  @Test
  void aConnectionKeepsItsOrder() throws Exception {
    lock(LOCKED, true);
    client.send("incr " + FREE, "append " + LOCKED + " ab", "incr " + FREE, "strlen " + LOCKED);
    assertThat(client.lines(1)).containsExactly(":1");
    locks.end();
    assertThat(client.lines(3)).containsExactly(":2", ":2", ":2");
  }

  @Test
  void sharedLocksLetReadersPass() throws Exception {
    lock(LOCKED, false);
    assertThat(answer(client, "exists " + LOCKED)).isEqualTo(":0");
    client.send("set " + LOCKED + " 1");
    assertThat(answer(other, "exists " + LOCKED)).isEqualTo(":0");
    locks.end();
    assertThat(client.lines(1)).containsExactly("+OK");
  }

  @Test
  void execWaitsForAllItsKeys() throws Exception {
    lock(LOCKED, true);
    client.send("multi", "incr " + ELSEWHERE, "incr " + LOCKED, "exec");
    assertThat(client.lines(3)).containsExactly("+OK", "+QUEUED", "+QUEUED");
    locks.end();
    assertThat(client.lines(3)).containsExactly("*2", ":1", ":1");
  }

  @Test
  void watchingDoesNotWait() throws Exception {
    lock(LOCKED, true);
    client.send("watch " + LOCKED, "multi", "incr " + FREE, "exec");
    assertThat(client.lines(5)).containsExactly("+OK", "+OK", "+QUEUED", "*1", ":1");
  }

  @Test
  void watchSeesWhatTheLockHolderWrote() throws Exception {
    lock(LOCKED, true);
    client.send("watch " + LOCKED, "multi", "incr " + FREE);
    assertThat(client.lines(3)).containsExactly("+OK", "+OK", "+QUEUED");
    writeAsHolder(LOCKED, "mine");
    locks.end();
    assertThat(answer(client, "exec")).isEqualTo("*-1");
  }

  @Test
  void scriptsWaitWithoutAThread() throws Exception {
    lock(LOCKED, true);
    List<WiredNode.Client> waiting = new ArrayList<>();
    for (int i = 0; i < SCRIPTS; i++) {
      WiredNode.Client next = node.connect();
      next.send("eval \"return redis.call('incr',KEYS[1])\" 1 " + LOCKED);
      waiting.add(next);
    }
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(other.bulk("info locks")).contains("lock_waits_now:" + SCRIPTS));
    assertThat(other.bulk("info scripts"))
        .contains("scripts_running:0", "scripts_waiting_for_thread:0");
    locks.end();
    for (WiredNode.Client next : waiting) {
      assertThat(next.lines(1).get(0)).startsWith(":");
      next.close();
    }
    assertThat(answer(other, "incr " + LOCKED)).isEqualTo(":" + (SCRIPTS + 1));
    assertThat(other.bulk("info locks"))
        .contains("lock_waits_now:0", "lock_waits_ended:" + SCRIPTS, "lock_waits_longest_ms:");
  }

  private void writeAsHolder(String key, String value) {
    TurnKeyspace keys = node.store.newTurnKeyspace();
    keys.begin(System.nanoTime() / 1_000_000, 0, true);
    keys.holdingLocks(locks);
    int slot = Slots.of(Bytes.of(key));
    node.turns.runExclusively(slot, () -> keys.put(Bytes.of(key), Value.string(Bytes.of(value))));
    node.turns.runExclusively(slot, keys::commit);
    node.store.commitGate().commit();
  }

  @Test
  void severalSlotsAreWaitedForTogether() throws Exception {
    lock(LOCKED, true);
    client.send("mset " + ELSEWHERE + " 1 " + LOCKED + " 1");
    other.send("mset " + LOCKED + " 2 " + ELSEWHERE + " 2");
    locks.end();
    assertThat(client.lines(1)).containsExactly("+OK");
    assertThat(other.lines(1)).containsExactly("+OK");
    client.send("mget " + LOCKED + " " + ELSEWHERE);
    assertThat(client.lines(5).get(2)).isIn("1", "2");
  }

  @Test
  void whoDiesWhileWaitingHoldsNothing() throws Exception {
    lock(LOCKED, true);
    client.send("mset " + ELSEWHERE + " 1 " + LOCKED + " 1");
    // Its locks elsewhere hold up others.
    Awaitility.await().until(() -> !node.store.locks().isFree(Slots.of(Bytes.of(ELSEWHERE))));
    client.close();
    assertThat(answer(other, "exists " + ELSEWHERE)).isEqualTo(":0");
    locks.end();
    assertThat(answer(other, "exists " + LOCKED)).as("nobody ran it").isEqualTo(":0");
  }

  @Test
  void flushingWaitsForItsTurn() throws Exception {
    assertThat(answer(other, "set " + FREE + " 1")).isEqualTo("+OK");
    lock(LOCKED, true);
    client.send("flushdb");
    assertThat(answer(other, "exists " + FREE)).isEqualTo(":1");
    locks.end();
    assertThat(client.lines(1)).containsExactly("+OK");
    assertThat(answer(other, "exists " + FREE)).isEqualTo(":0");
  }

  @Test
  void everythingLockedHoldsUpAllKeysAndNothingElse() throws Exception {
    lock(Footprint.everything());
    client.send("incr " + FREE);
    assertThat(answer(other, "ping")).isEqualTo("+PONG");
    locks.end();
    assertThat(client.lines(1)).containsExactly(":1");
  }

  @Test
  void waitingClientsAreServedOnceTheirDestinationIsFree() throws Exception {
    client.send("blmove " + FREE + " " + LOCKED + " left right 0");
    lock(LOCKED, true);
    assertThat(answer(other, "rpush " + FREE + " x")).isIn(":1");
    locks.end();
    assertThat(client.lines(2)).containsExactly("$1", "x");
    assertThat(answer(other, "llen " + LOCKED)).isEqualTo(":1");
  }
}
