package io.slotwise.node.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.replication.SlotRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How long a node is waited for that was passed something on. */
class ForwardWatchTest {

  private static final int SLOT = 7;
  private static final int LOOKS = 3;

  private final SlotOwners.Owner asked = new SlotOwners.Owner("a", "127.0.0.1", 1, 2);
  private final SlotOwners.Owner other = new SlotOwners.Owner("b", "127.0.0.1", 3, 4);
  private final FakeConnection connection = new FakeConnection(1);
  private final ArrayDeque<Runnable> looks = new ArrayDeque<>();
  private final Nodes nodes = new Nodes();
  private final ForwardWatch watch = new ForwardWatch(nodes, connection, looks::add);
  private final List<String> givenUp = new ArrayList<>();

  /** Two other nodes, of which one may serve everything. */
  private final class Nodes implements SlotOwners {
    private final Set<String> reachable = new HashSet<>(Set.of("a", "b"));
    private Owner serving = asked;
    private boolean servesHere;

    @Override
    public boolean isClustered() {
      return true;
    }

    @Override
    public boolean serves(int slot) {
      return servesHere;
    }

    @Override
    public boolean hasRight(int slot) {
      return servesHere;
    }

    @Override
    public int shardOf(int slot) {
      return 0;
    }

    @Override
    public List<SlotRange> shards() {
      return List.of(SlotRange.ALL);
    }

    @Override
    public Owner otherOwner(int slot) {
      assertThat(slot).isEqualTo(SLOT);
      return serving;
    }

    @Override
    public List<Owner> otherNodes() {
      return List.of(asked, other);
    }

    @Override
    public boolean isReachable(Owner node) {
      return reachable.contains(node.id());
    }
  }

  private void passOn() {
    watch.begins(
        new ForwardWatch.Awaited() {
          @Override
          public SlotOwners.Owner owner() {
            return asked;
          }

          @Override
          public int firstSlotAwaited() {
            return SLOT;
          }

          @Override
          public void giveUp(String why) {
            givenUp.add(why);
          }
        });
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      looks.remove().run();
    }
  }

  @Test
  void whoServesTheSlotIsWaitedForAsLongAsItTakes() {
    passOn();
    look(100);
    nodes.serving = null;
    look(100);
    assertThat(givenUp).isEmpty();
  }

  @Test
  void whoHasLostItHasTimeToSaySo() {
    passOn();
    nodes.serving = other;
    look(LOOKS - 1);
    assertThat(givenUp).isEmpty();
    look(1);
    assertThat(givenUp).hasSize(1);
    assertThat(looks).isEmpty();
  }

  @Test
  void whoCannotBeReachedIsGivenUpAlsoWithoutAnHeir() {
    passOn();
    nodes.serving = null;
    nodes.reachable.remove("a");
    look(LOOKS);
    assertThat(givenUp).hasSize(1);
  }

  @Test
  void whatThisNodeServesByNowIsElsewhereToo() {
    passOn();
    nodes.serving = null;
    nodes.servesHere = true;
    look(LOOKS);
    assertThat(givenUp).hasSize(1);
  }

  @Test
  void eachStretchHasTheWholeTime() {
    passOn();
    nodes.serving = other;
    look(LOOKS - 1);
    watch.ends();
    passOn();
    assertThat(looks).hasSize(1);
    look(LOOKS - 1);
    assertThat(givenUp).isEmpty();
  }

  @Test
  void nobodyLooksAfterNothingOrAClientThatHasGone() {
    passOn();
    watch.ends();
    look(1);
    assertThat(looks).isEmpty();
    passOn();
    connection.close();
    look(1);
    assertThat(looks).isEmpty();
    assertThat(givenUp).isEmpty();
  }
}
