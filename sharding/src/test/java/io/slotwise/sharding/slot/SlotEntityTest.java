package io.slotwise.sharding.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the entity decides who comes next. Method: real actor, the turns taken and given back by
 * the test.
 */
class SlotEntityTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final int SLOT = 7;

  private final SlotTurns turns = new SlotTurns();
  private final List<String> granted = new CopyOnWriteArrayList<>();
  private ActorRef<SlotEntity.Command> entity;

  @BeforeEach
  void openTheSlot() {
    entity = KIT.spawn(SlotEntity.create(SLOT, turns));
    await().until(() -> turns.openSlots() == 1);
    await().until(() -> turns.gate().isOpenAndIdle(SLOT));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void anOpenIdleSlotGivesItsTurnWithoutTheEntity() {
    assertThat(turns.tryTake(SLOT)).isTrue();
    assertThat(turns.tryTake(SLOT)).isFalse();
    turns.release(SLOT);
    assertThat(turns.tryTake(SLOT)).isTrue();
    assertThat(turns.grantedTurns()).isZero();
  }

  @Test
  void aSlotThatIsNotOpenYetGivesItsTurnWhenItOpens() {
    assertThat(turns.tryTake(SLOT + 1)).isFalse();
    turns.request(SLOT + 1, () -> granted.add("asked before the slot was open"));
    KIT.spawn(SlotEntity.create(SLOT + 1, turns));
    await().until(() -> granted.size() == 1);
    turns.release(SLOT + 1);
    await().until(() -> turns.gate().isOpenAndIdle(SLOT + 1));
  }

  @Test
  void thoseWhoWaitComeInTheOrderInWhichTheyAskedAndNobodyOvertakes() {
    assertThat(turns.tryTake(SLOT)).isTrue();
    for (String name : List.of("first", "second", "third")) {
      turns.request(SLOT, () -> granted.add(name));
    }
    await().until(() -> !turns.gate().close(SLOT));
    turns.release(SLOT);
    await().until(() -> granted.size() == 1);
    assertThat(turns.tryTake(SLOT)).isFalse();
    turns.release(SLOT);
    await().until(() -> granted.size() == 2);
    turns.release(SLOT);
    await().until(() -> granted.size() == 3);
    turns.release(SLOT);
    assertThat(granted).containsExactly("first", "second", "third");
    await().until(() -> turns.gate().isOpenAndIdle(SLOT));
  }

  @Test
  void backgroundWorkWalksInBehindAClosedGateAndTheGrantFollows() {
    assertThat(turns.tryTake(SLOT)).isTrue();
    turns.request(SLOT, () -> granted.add("waiting"));
    Thread background =
        new Thread(() -> turns.runExclusively(SLOT, () -> granted.add("background")));
    background.start();
    turns.release(SLOT);
    await().until(() -> granted.contains("waiting"));
    turns.release(SLOT);
    await().until(() -> granted.size() == 2);
    await().until(() -> turns.gate().isOpenAndIdle(SLOT));
  }

  @Test
  void stoppingWaitsForTheTurnUnderWayAndForThoseWhoAskedBefore() {
    assertThat(turns.tryTake(SLOT)).isTrue();
    turns.request(SLOT, () -> granted.add("asked before"));
    entity.tell(SlotEntity.Stop.INSTANCE);
    turns.release(SLOT);
    await().until(() -> granted.size() == 1);
    assertThat(turns.openSlots()).isEqualTo(1);
    turns.release(SLOT);
    await().until(() -> turns.openSlots() == 0);
    assertThat(turns.tryTake(SLOT)).isFalse();
  }

  @Test
  void backgroundWorkGoesOnInAClosedSlot() {
    entity.tell(SlotEntity.Stop.INSTANCE);
    await().until(() -> turns.openSlots() == 0);
    turns.runExclusively(SLOT, () -> granted.add("materialised"));
    assertThat(granted).containsExactly("materialised");
  }

  @Test
  void severalTurnsAreTakenTogetherAndGivenBack() {
    KIT.spawn(SlotEntity.create(SLOT + 1, turns));
    await().until(() -> turns.gate().isOpenAndIdle(SLOT + 1));
    turns.runExclusively(
        new int[] {SLOT, SLOT + 1},
        () -> assertThat(turns.tryTake(SLOT) || turns.tryTake(SLOT + 1)).isFalse());
    assertThat(turns.tryTake(SLOT) && turns.tryTake(SLOT + 1)).isTrue();
  }

  @Test
  void phasesFollowTheirTableOnly() {
    for (SlotPhase from : SlotPhase.values()) {
      for (SlotPhase to : SlotPhase.values()) {
        if (SlotPhase.NEXT.get(from).contains(to)) {
          assertThat(from.become(to)).isEqualTo(to);
        } else {
          assertThatThrownBy(() -> from.become(to)).isInstanceOf(IllegalStateException.class);
        }
      }
    }
  }

  @Test
  void aSlotThatFollowsItsLeaderIsServedWithoutAnEntity() {
    SlotTurns following = new SlotTurns();
    following.followLeaders(Runnable::run);
    assertThat(following.serves(SLOT)).isFalse();
    assertThat(following.tryTake(SLOT)).isFalse();
    following.runExclusively(SLOT, () -> granted.add("background"));
    following.serve(SLOT, SLOT);
    assertThat(following.serves(SLOT)).isTrue();
    assertThat(following.tryTake(SLOT)).isTrue();
    following.leave(SLOT, SLOT);
    following.release(SLOT);
    assertThat(following.tryTake(SLOT)).isFalse();
    following.request(SLOT, () -> granted.add("asked"));
    following.release(SLOT);
    assertThat(granted).containsExactly("background", "asked");
  }

  @Test
  void aSlotGoesOnBeingServedWhenItsEntityMovesAway() {
    SlotTurns following = new SlotTurns();
    following.followLeaders(Runnable::run);
    following.serve(SLOT, SLOT);
    ActorRef<SlotEntity.Command> moving = KIT.spawn(SlotEntity.create(SLOT, following));
    await().until(() -> following.hasEntity(SLOT));
    await().until(() -> following.tryTake(SLOT));
    following.request(SLOT, () -> granted.add("asked before"));
    moving.tell(SlotEntity.Stop.INSTANCE);
    following.release(SLOT);
    await().until(() -> granted.size() == 1);
    following.release(SLOT);
    await().until(() -> !following.hasEntity(SLOT));
    await().until(() -> following.tryTake(SLOT));
    following.release(SLOT);
  }
}
