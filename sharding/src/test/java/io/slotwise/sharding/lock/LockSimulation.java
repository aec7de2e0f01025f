package io.slotwise.sharding.lock;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Transactions and commands on a few keys, with turns that are late and connections that die;
 * everything decided by one seed. After every step the invariants hold, and in the end nobody is
 * left over.
 */
final class LockSimulation {

  private static final int STEPS = 300;
  private static final int LIVE_MAX = 12;
  private static final List<Bytes> KEYS =
      IntStream.range(0, 12).mapToObj(i -> Bytes.of("{" + i % 4 + "}" + i / 4)).toList();
  private static final int[] SLOTS = KEYS.stream().mapToInt(Slots::of).distinct().toArray();

  /** One transaction of the simulation. */
  static final class Party {
    final int number;
    final Footprint footprint;
    final LockTransaction transaction;
    boolean held;

    /** Whether, when it came, nobody had or wanted anything that conflicts. */
    boolean wasFree;

    private Party(int number, Footprint footprint, LockTransaction transaction) {
      this.number = number;
      this.footprint = footprint;
      this.transaction = transaction;
    }

    boolean conflictsWith(Party other) {
      return footprint.conflictsWith(other.footprint);
    }
  }

  /** A command that was let through and holds its slot's turn. */
  record Command(Bytes key, boolean writes) {
    int slot() {
      return Slots.of(key);
    }

    boolean conflictsWith(Party party) {
      return locks(party, key, writes);
    }
  }

  /** Something that is true after every step. */
  interface Invariant {
    void check(LockSimulation simulation);
  }

  final List<Party> live = new ArrayList<>();
  private final Random random;
  private final List<Invariant> invariants;
  final List<Command> commands = new ArrayList<>();
  private final SimulatedTurns turns;
  private final LockTables tables;
  private int parties;

  LockSimulation(long seed, List<Invariant> invariants) {
    this.random = new Random(seed);
    this.turns = new SimulatedTurns(random);
    this.tables = new LockTables(turns);
    this.invariants = invariants;
  }

  void run() {
    for (int i = 0; i < STEPS; i++) {
      step();
      check();
    }
    drain();
  }

  /** How many are said to wait. */
  long waiting() {
    return tables.waits().waiting();
  }

  private void check() {
    invariants.forEach(invariant -> invariant.check(this));
  }

  private void step() {
    int choice = random.nextInt(100);
    if (choice < 32 && live.size() < LIVE_MAX) {
      begin();
    } else if (choice < 50) {
      endSomebody();
    } else if (choice < 64) {
      beginCommand();
    } else if (choice < 80) {
      endCommand();
    } else {
      grantTurn();
    }
  }

  private Footprint anyFootprint() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return Footprint.everything();
    }
    Footprint footprint = Footprint.empty();
    if (kind < 4) {
      footprint.slot(SLOTS[random.nextInt(SLOTS.length)], random.nextInt(3) > 0);
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      footprint.key(0, KEYS.get(random.nextInt(KEYS.size())), random.nextBoolean());
    }
    return footprint;
  }

  private void begin() {
    Footprint footprint = anyFootprint();
    Party party = new Party(parties++, footprint, tables.newTransaction(footprint));
    party.wasFree =
        live.stream().noneMatch(party::conflictsWith)
            && commands.isEmpty()
            && turns.grantable().isEmpty();
    live.add(party);
    party.transaction.acquire(() -> party.held = true);
  }

  /** One that has its locks is done, or one that waits for them gives up. */
  private void endSomebody() {
    if (live.isEmpty()) {
      return;
    }
    end(live.get(random.nextInt(live.size())));
  }

  private void end(Party party) {
    live.remove(party);
    party.transaction.end();
  }

  /** A command is let through exactly if nobody has a lock that says otherwise. */
  private void beginCommand() {
    Command command = new Command(KEYS.get(random.nextInt(KEYS.size())), random.nextBoolean());
    int slot = command.slot();
    if (!turns.tryTake(slot)) {
      return;
    }
    boolean forbidden =
        !tables.isFree(slot) && tables.forbid(null, slot, 0, command.key(), command.writes());
    if (forbidden) {
      turns.release(slot);
      // Unless the word of somebody who has gone is still on its way.
      if (turns.nobodyWaits() && live.stream().noneMatch(command::conflictsWith)) {
        throw new AssertionError("a command waits for a free key: " + command);
      }
    } else {
      commands.add(command);
    }
  }

  private void endCommand() {
    if (!commands.isEmpty()) {
      turns.release(commands.remove(random.nextInt(commands.size())).slot());
    }
  }

  private void grantTurn() {
    List<Integer> grantable = turns.grantable();
    if (!grantable.isEmpty()) {
      turns.grant(grantable.get(random.nextInt(grantable.size())));
    }
  }

  private static boolean locks(Party party, Bytes key, boolean writes) {
    return party.footprint.covers(Slots.of(key), 0, key, true)
        || writes && party.footprint.covers(Slots.of(key), 0, key, false);
  }

  /** Whether nothing can happen any more but that somebody who has locks ends. */
  boolean isQuiet() {
    return commands.isEmpty() && turns.grantable().isEmpty();
  }

  /** Lets everything happen that is under way, and ends one after the other: all must get there. */
  private void drain() {
    while (!isQuiet()) {
      endCommand();
      grantTurn();
      check();
    }
    while (!live.isEmpty()) {
      List<Party> holders = live.stream().filter(party -> party.held).toList();
      if (holders.isEmpty()) {
        throw new AssertionError("deadlock, or a wake-up was lost: " + live.size() + " wait");
      }
      end(holders.get(random.nextInt(holders.size())));
      while (!isQuiet()) {
        grantTurn();
      }
      check();
    }
    for (int slot : SLOTS) {
      if (!tables.isFree(slot)) {
        throw new AssertionError("slot " + slot + " still has locks");
      }
    }
  }
}
