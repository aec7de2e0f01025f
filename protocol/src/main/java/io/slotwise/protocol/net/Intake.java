package io.slotwise.protocol.net;

import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;

/**
 * Whether one client's socket is read, and how much of what it has sent is held: bytes that are not
 * parsed yet, and the requests of the batch under way. Used on the connection's event loop.
 */
final class Intake {

  /** Reading stops while so much waits to be parsed and the flow is busy. */
  private static final int BACKLOG_BYTES_MAX = 64 * 1024;

  /** Who holds less than this is not counted, and is read however full the room is. */
  private static final long COUNTED_FROM_BYTES = 16 * 1024;

  private final Channel channel;
  private final InputRoom room;
  private long heldBytes;
  private long countedBytes;
  private long heldAtLastTick;
  private boolean stopped;
  private boolean backlogFull;
  private boolean awaitsRoom;
  private boolean unlimited;

  Intake(Channel channel, InputRoom room) {
    this.channel = channel;
    this.room = room;
  }

  /** Stopped by the connection itself. */
  void setStopped(boolean on) {
    stopped = on;
    update();
  }

  /**
   * The client is another node, which passes on what has found room there. If two nodes waited for
   * each other, neither would get on.
   */
  void setUnlimited() {
    unlimited = true;
  }

  /**
   * Bytes have come.
   *
   * @param pendingBytes of them and of those before what is not parsed yet
   * @param busy whether nobody wants to parse at present
   */
  void received(long bytes, long pendingBytes, boolean busy) {
    count(heldBytes + bytes);
    backlogFull = busy && pendingBytes > BACKLOG_BYTES_MAX;
    boolean newlyWaits = !awaitsRoom && mustAwaitRoom();
    awaitsRoom |= newlyWaits;
    update();
    if (newlyWaits) {
      room.await(this);
    }
  }

  /** All requests parsed so far have been executed. */
  void executed(long pendingBytes) {
    count(pendingBytes);
    if (countedBytes == 0) {
      room.passed(this);
    }
  }

  /**
   * Somebody has wanted to parse.
   *
   * @param pendingBytes what is left
   * @param busy whether there was a batch
   */
  void parsed(long pendingBytes, boolean busy) {
    backlogFull = busy && pendingBytes > BACKLOG_BYTES_MAX;
    update();
  }

  /** There is room, or this may pass; on any thread. */
  void letIn() {
    try {
      channel.eventLoop().execute(this::readAgain);
    } catch (RejectedExecutionException stopping) {
      // Nobody is read any more.
    }
  }

  private void readAgain() {
    awaitsRoom = false;
    if (!channel.isOpen()) {
      room.letIn();
    } else if (mustAwaitRoom()) {
      awaitsRoom = true;
      room.await(this);
    } else {
      update();
    }
  }

  private boolean mustAwaitRoom() {
    return countedBytes > 0 && !unlimited && room.isFull() && !room.letsPass(this);
  }

  /** Once a second: who passes and has sent next to nothing since lets others pass. */
  void tick() {
    if (heldBytes - heldAtLastTick < COUNTED_FROM_BYTES) {
      room.passed(this);
    }
    heldAtLastTick = heldBytes;
  }

  /** The connection is gone. */
  void end() {
    count(0);
    room.passed(this);
  }

  private void count(long held) {
    heldBytes = held;
    long counted = held < COUNTED_FROM_BYTES ? 0 : held;
    if (counted != countedBytes) {
      long change = counted - countedBytes;
      countedBytes = counted;
      room.add(change);
    }
  }

  private void update() {
    boolean wanted = !stopped && !backlogFull && !awaitsRoom;
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }
}
