package io.slotwise.sharding.lock;

import io.slotwise.sharding.lock.LockSimulation.Invariant;
import io.slotwise.sharding.lock.LockSimulation.Party;
import java.util.List;

/** What must be true of locks at any moment. */
final class LockInvariants {

  static final List<Invariant> ALL =
      List.of(
          new LocksExclude(),
          new CommandsRespectLocks(),
          new NobodyWaitsForNothing(),
          new FreeKeysAreHadAtOnce(),
          new Progress(),
          new WaitsAreCounted());

  private LockInvariants() {}

  /** Two that conflict never have their locks at the same time. */
  private static final class LocksExclude implements Invariant {
    @Override
    public void check(LockSimulation simulation) {
      List<Party> holders = simulation.live.stream().filter(party -> party.held).toList();
      for (int i = 0; i < holders.size(); i++) {
        for (int j = 0; j < i; j++) {
          if (holders.get(i).conflictsWith(holders.get(j))) {
            throw new AssertionError(
                "both have their locks: " + holders.get(i).number + ", " + holders.get(j).number);
          }
        }
      }
    }
  }

  /** Nobody has locks while a command is inside that they forbid. */
  private static final class CommandsRespectLocks implements Invariant {
    @Override
    public void check(LockSimulation simulation) {
      for (Party party : simulation.live) {
        if (party.held && simulation.commands.stream().anyMatch(it -> it.conflictsWith(party))) {
          throw new AssertionError(party.number + " has locks, and a command is inside");
        }
      }
    }
  }

  /** Whoever has begun and has not got everything yet is counted. */
  private static final class WaitsAreCounted implements Invariant {
    @Override
    public void check(LockSimulation simulation) {
      long waiting = simulation.live.stream().filter(party -> !party.held).count();
      if (waiting != simulation.waiting()) {
        throw new AssertionError(waiting + " wait, and " + simulation.waiting() + " are counted");
      }
    }
  }

  /** Who waits once all is said does so for somebody. */
  private static final class NobodyWaitsForNothing implements Invariant {
    @Override
    public void check(LockSimulation simulation) {
      if (!simulation.isQuiet()) {
        return;
      }
      for (Party waiting : simulation.live) {
        boolean hindered =
            waiting.held
                || simulation.live.stream()
                    .anyMatch(other -> other != waiting && other.conflictsWith(waiting))
                || simulation.live.stream().anyMatch(other -> other.footprint.isEverything());
        if (!hindered) {
          throw new AssertionError(waiting.number + " waits though nobody is in its way");
        }
      }
    }
  }

  /** Who conflicts with nobody when it comes, and finds the turns idle, does not wait. */
  private static final class FreeKeysAreHadAtOnce implements Invariant {
    @Override
    public void check(LockSimulation simulation) {
      for (Party party : simulation.live) {
        if (party.wasFree && !party.held) {
          throw new AssertionError(party.number + " waits for free keys");
        }
      }
    }
  }

  /** While somebody waits and nothing is under way, somebody has locks: no circle, nobody lost. */
  private static final class Progress implements Invariant {
    @Override
    public void check(LockSimulation simulation) {
      if (simulation.isQuiet()
          && !simulation.live.isEmpty()
          && simulation.live.stream().noneMatch(party -> party.held)) {
        throw new AssertionError("all " + simulation.live.size() + " wait for one another");
      }
    }
  }
}
