package io.slotwise.node.connection;

import io.slotwise.protocol.stream.Connection;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Looks after what one connection passes on: a node that stands still, or that the network has cut
 * off, answers nothing and breaks no connection. Where others have had what it served for a while,
 * or it has been out of reach as long, it is waited for no more. Used on the event loop only.
 */
final class ForwardWatch {

  static final long LOOK_MS = 500;

  /** Who has just lost a shard says so at once, unless it is busy with something long. */
  private static final int LOOKS_MAX = 3;

  /** Something that was passed on and has no reply yet. */
  interface Awaited {

    SlotOwners.Owner owner();

    /** A slot of the first request without a reply. */
    int firstSlotAwaited();

    /** Waits for the node no more. */
    void giveUp(String why);
  }

  private final SlotOwners owners;
  private final Connection connection;
  private final Consumer<Runnable> later;

  /** What is under way, or null. */
  private Awaited run;

  /** Whether there will be a look. */
  private boolean looks;

  /** How many looks in a row have found that its node does not serve it. */
  private int inVain;

  /**
   * @param later runs code on any thread in {@link #LOOK_MS}
   */
  ForwardWatch(SlotOwners owners, Connection connection, Consumer<Runnable> later) {
    this.owners = owners;
    this.connection = connection;
    this.later = later;
  }

  void begins(Awaited begun) {
    run = begun;
    inVain = 0;
    if (!looks) {
      looks = true;
      later.accept(this::comeBack);
    }
  }

  void ends() {
    run = null;
  }

  private void comeBack() {
    try {
      connection.execute(this::look);
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and the client with it.
    }
  }

  private void look() {
    if (run == null || !connection.isOpen()) {
      looks = false;
      return;
    }
    inVain = isElsewhere(run) ? inVain + 1 : 0;
    if (inVain < LOOKS_MAX) {
      later.accept(this::comeBack);
    } else {
      looks = false;
      Awaited last = run;
      run = null;
      last.giveUp("it stands still or cannot be reached");
    }
  }

  private boolean isElsewhere(Awaited passedOn) {
    int slot = passedOn.firstSlotAwaited();
    SlotOwners.Owner now = owners.otherOwner(slot);
    return !owners.isReachable(passedOn.owner())
        || owners.serves(slot)
        || now != null && !now.id().equals(passedOn.owner().id());
  }
}
