package io.slotwise.protocol.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.resp.PendingElements;
import io.slotwise.protocol.resp.ReplyEncoder;
import io.slotwise.protocol.stream.CommitGate;
import java.util.ArrayDeque;

/**
 * Encoded replies of one connection on their way to its socket. Bytes are appended, then submitted
 * together with the log position they depend on, then released when the log is durable there, then
 * written when the socket takes them; always in order.
 *
 * <p>Progress is counted in bytes held since the connection opened: {@code written <= released <=
 * submitted <= appended}. Elements that are still to be encoded count as what they take on the
 * heap, until the last is written; what the socket was given is counted apart.
 */
final class OutputQueue implements ReplyEncoder.Spill {

  /** Above this much waiting for the client, no further batch is executed. */
  static final int HIGH_WATER_BYTES = 256 * 1024;

  /** Above this much, the batch under way stops too. */
  private static final int FULL_BYTES = 4 * HIGH_WATER_BYTES;

  private static final int PIECE_BYTES = 256 * 1024;

  /** What a socket is given in one turn of the loop, about; others want to be served meanwhile. */
  private static final long TURN_BYTES_MAX = 1024 * 1024;

  /** Stands among the buffers for the next of the pending elements. */
  private static final ByteBuf ELEMENTS = Unpooled.unreleasableBuffer(Unpooled.EMPTY_BUFFER);

  /** Bytes up to {@code offset} may leave when the log is durable up to {@code position}. */
  private record Mark(long offset, long position) {}

  private final Channel channel;
  private final ReplyEncoder encoder;
  private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>(2);

  /** Elements of long replies, which are encoded when the socket takes them; null: never yet. */
  private ArrayDeque<PendingElements> pending;

  /** Only used when a turn's end found the log not durable yet. */
  private ArrayDeque<Mark> marks;

  private long appended;
  private long submitted;
  private long marked;
  private long released;
  private long written;
  private long sent;
  private long position;

  /** The lowest and the highest position that may still be lost, of those replies depend on. */
  private long lowestUnsettled = Long.MAX_VALUE;

  private long highestUnsettled;
  private boolean lost;

  private boolean discarded;
  private Runnable onRoom;

  /** Takes what is encoded when it is due. */
  private final ReplyEncoder.Spill toSocket =
      new ReplyEncoder.Spill() {
        @Override
        public void bytes(byte[] array, int from, int to) {
          writeNow(channel.alloc().directBuffer(to - from).writeBytes(array, from, to - from));
        }

        @Override
        public void large(Bytes bytes) {
          writeNow(Unpooled.wrappedBuffer(bytes.array(), bytes.offset(), bytes.length()));
        }
      };

  /**
   * @param encoder the loop's
   */
  OutputQueue(Channel channel, ReplyEncoder encoder) {
    this.channel = channel;
    this.encoder = encoder;
  }

  @Override
  public void bytes(byte[] array, int from, int to) {
    if (discarded) {
      return;
    }
    int size = to - from;
    ByteBuf last = appended > submitted ? buffers.peekLast() : null;
    if (last == null || last.maxFastWritableBytes() < size || !last.isDirect()) {
      last = channel.alloc().directBuffer(size);
      buffers.add(last);
    }
    last.writeBytes(array, from, size);
    appended += size;
  }

  /** Written from where they are, a piece at a time, so that a large value is never held twice. */
  @Override
  public void large(Bytes bytes) {
    if (discarded) {
      return;
    }
    for (int at = 0; at < bytes.length(); at += PIECE_BYTES) {
      int size = Math.min(PIECE_BYTES, bytes.length() - at);
      buffers.add(Unpooled.wrappedBuffer(bytes.array(), bytes.offset() + at, size));
    }
    appended += bytes.length();
  }

  @Override
  public boolean later(PendingElements elements) {
    if (!discarded) {
      if (pending == null) {
        pending = new ArrayDeque<>(1);
      }
      pending.add(elements);
      buffers.add(ELEMENTS);
      appended += elements.heapBytes();
    }
    return true;
  }

  /** Whatever is not released yet waits for this position too. */
  void dependsOn(long logPosition, CommitGate gate) {
    position = Math.max(position, logPosition);
    if (logPosition > gate.settledPosition()) {
      lowestUnsettled = Math.min(lowestUnsettled, logPosition);
      highestUnsettled = Math.max(highestUnsettled, logPosition);
    } else if (gate.isLost(logPosition, logPosition)) {
      lost = true;
    }
  }

  /**
   * Whether a reply, released or not, may depend on what the log has lost. What is lost between two
   * positions that replies depend on counts too: to close a connection without need is no harm.
   */
  boolean isLost(CommitGate gate) {
    return lost
        || lowestUnsettled <= highestUnsettled && gate.isLost(lowestUnsettled, highestUnsettled);
  }

  void submit() {
    submitted = appended;
  }

  boolean hasUnsubmitted() {
    return appended > submitted;
  }

  /**
   * Ends a turn: what was submitted in it is released, or marked with the position it awaits.
   *
   * @param settled read before {@link #isLost} was last asked
   */
  void endTurn(long durable, long settled) {
    if (highestUnsettled <= settled) {
      lowestUnsettled = Long.MAX_VALUE;
      highestUnsettled = 0;
    }
    if (position <= durable) {
      released = submitted;
      marked = submitted;
      if (marks != null) {
        marks.clear();
      }
    } else {
      if (submitted > marked) {
        if (marks == null) {
          marks = new ArrayDeque<>();
        }
        marks.add(new Mark(submitted, position));
        marked = submitted;
      }
      while (marks != null && !marks.isEmpty() && marks.peek().position() <= durable) {
        released = marks.poll().offset();
      }
    }
    write();
  }

  /** The position that the last byte submitted waits for, or 0 when all are released. */
  long awaited() {
    return marks == null || marks.isEmpty() ? 0 : marks.peekLast().position();
  }

  /** Hands released bytes to the socket as long as it takes them and it was not much. */
  private void write() {
    long sentMax = sent + TURN_BYTES_MAX;
    while (isToBeWritten() && sent < sentMax) {
      do {
        if (buffers.peek() == ELEMENTS) {
          writeElements(pending.peek());
        } else {
          ByteBuf buffer = buffers.poll();
          written += buffer.readableBytes();
          writeNow(buffer);
        }
      } while (isToBeWritten() && sent < sentMax);
      channel.flush();
    }
  }

  private void writeElements(PendingElements elements) {
    encoder.encode(elements, toSocket);
    if (!elements.hasNext() && !discarded) {
      buffers.remove();
      pending.remove();
      written += elements.heapBytes();
    }
  }

  private void writeNow(ByteBuf buffer) {
    sent += buffer.readableBytes();
    channel.write(buffer, channel.voidPromise());
  }

  private boolean isToBeWritten() {
    return written < released && channel.isWritable();
  }

  boolean isEmpty() {
    return written == appended;
  }

  /** What is held because the socket has not been given it yet. */
  long heldBytes() {
    return appended - written;
  }

  /** Bytes that the socket has been given. */
  long sentBytes() {
    return sent;
  }

  long appendedBytes() {
    return appended;
  }

  boolean isWritable() {
    return appended - written < HIGH_WATER_BYTES && channel.isWritable();
  }

  /** Has this run when it is writable, instead of what was to be run; null for nothing. */
  void whenWritable(Runnable code) {
    onRoom = code;
  }

  /**
   * Runs what is due, if there is room.
   *
   * @return whether there is more that the socket would take now
   */
  boolean goesOn() {
    if (onRoom != null && isWritable()) {
      Runnable due = onRoom;
      onRoom = null;
      due.run();
    }
    return isToBeWritten();
  }

  boolean isFull() {
    return appended - written > FULL_BYTES;
  }

  /** Gives everything back, also what is appended later: the socket is gone. */
  void discard() {
    discarded = true;
    for (ByteBuf buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) {
      buffer.release();
    }
    pending = null;
    if (marks != null) {
      marks.clear();
    }
    written = appended;
    submitted = appended;
    released = appended;
  }
}
