package io.slotwise.protocol.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection between nodes on which each sends the other frames, whole and in order:
 *
 * <pre>
 * frame   length u32 | that many bytes
 * </pre>
 *
 * Frames may be sent from any thread; what several send at about the same time leaves together.
 */
public final class FrameLink {

  /** Called on the thread of the {@link FrameLoop}. */
  public interface Listener {

    void received(byte[] frame);

    /** Nothing more is received, and what is sent goes nowhere. Called once. */
    void closed(String why);
  }

  /** Until it is known who is there. */
  private static final int STRANGERS_FRAME_BYTES_MAX = 1 << 10;

  private static final int FRAME_BYTES_MAX = 64 << 20;

  private final Channel channel;
  private final Queue<byte[]> unsent = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean sending = new AtomicBoolean();
  private Listener listener;
  private int frameBytesMax = STRANGERS_FRAME_BYTES_MAX;
  private boolean open;
  private volatile boolean closed;

  FrameLink(Channel channel) {
    this.channel = channel;
  }

  void listen(Listener to) {
    listener = to;
  }

  ChannelHandler handler() {
    return new Frames();
  }

  /** Takes long frames from now on. Only on the loop's thread, as its listener. */
  public void trust() {
    frameBytesMax = FRAME_BYTES_MAX;
  }

  /** Where the other side is, for people. */
  public String remote() {
    return String.valueOf(channel.remoteAddress());
  }

  /** Sends a frame, or drops it where the link is closed; the array is the link's from now on. */
  public void send(byte[] frame) {
    if (closed) {
      return;
    }
    unsent.add(frame);
    if (sending.compareAndSet(false, true)) {
      try {
        channel.eventLoop().execute(this::sendAll);
      } catch (RejectedExecutionException loopHasEnded) {
        unsent.clear();
      }
    }
  }

  private void sendAll() {
    if (!open) {
      // Comes again when it is.
      return;
    }
    sending.set(false);
    boolean any = false;
    for (byte[] frame = unsent.poll(); frame != null; frame = unsent.poll()) {
      ByteBuf out = channel.alloc().ioBuffer(Integer.BYTES + frame.length);
      channel.write(out.writeInt(frame.length).writeBytes(frame));
      any = true;
    }
    if (any) {
      channel.flush();
    }
  }

  void opened() {
    open = true;
    sendAll();
  }

  /** Closes it; the listener hears of that. */
  public void close(String why) {
    try {
      channel.eventLoop().execute(() -> closed(why));
    } catch (RejectedExecutionException loopHasEnded) {
      // It has closed all of its connections.
    }
  }

  void closed(String why) {
    if (!closed) {
      closed = true;
      open = false;
      unsent.clear();
      channel.close();
      listener.closed(why);
    }
  }

  private final class Frames extends ByteToMessageDecoder {

    @Override
    public void channelActive(ChannelHandlerContext context) {
      opened();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      if (in.readableBytes() < Integer.BYTES || closed) {
        return;
      }
      long length = in.getUnsignedInt(in.readerIndex());
      if (length > frameBytesMax) {
        in.skipBytes(in.readableBytes());
        throw new TooLongFrameException("a frame of " + length + " bytes");
      }
      if (in.readableBytes() >= Integer.BYTES + length) {
        byte[] frame = new byte[(int) length];
        in.skipBytes(Integer.BYTES).readBytes(frame);
        listener.received(frame);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      closed("the connection was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      closed("the connection broke: " + cause.getMessage());
    }
  }
}
