package io.slotwise.protocol.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.resp.ReplyFrames;
import io.slotwise.protocol.tls.Tls;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A connection to another server: requests go out, replies come back as the bytes that they are.
 * Used on one event loop only, that of the client for whom it was opened, so that passing on a
 * request changes no thread.
 */
public final class ReplyLink {

  private static final int CONNECT_TIMEOUT_MS = 2_000;
  private static final long HANDSHAKE_TIMEOUT_MS = 5_000;
  private static final int BUFFER_BYTES = 4 * 1024;

  /** Who waits for replies; called on the event loop. */
  public interface Listener {

    /** The next reply, in the order of requests. */
    void replied(Bytes reply);

    /** {@link ReplyLink#isWritable()} may say yes again. */
    default void writable() {}

    /** No reply will come any more. Called once. */
    void closed(String why);

    /** The same where there never was a connection: nothing that was sent has left. */
    default void neverOpened(String why) {
      closed(why);
    }
  }

  private final Listener listener;
  private Channel channel;

  /**
   * Whether what is sent can leave: the connection is made, and the handshake where there is one.
   */
  private boolean open;

  private ByteBuf unsent = Unpooled.buffer();
  private final ReplyFrames frames = new ReplyFrames();
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int begin;
  private int end;
  private boolean closed;

  private ReplyLink(Listener listener) {
    this.listener = listener;
  }

  /**
   * Begins to connect; requests may be sent at once.
   *
   * @param loop the event loop that the caller is on
   * @param tls what the connection begins with; null for none
   */
  public static ReplyLink open(
      EventLoops loops, int loop, String host, int port, Tls tls, Listener listener) {
    ReplyLink link = new ReplyLink(listener);
    SslHandler handshake = tls == null ? null : link.handshake(tls);
    ChannelFuture connected =
        new Bootstrap()
            .group(loops.state(loop).eventLoop())
            .channel(loops.isNative() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
            .handler(link.handlers(handshake))
            .connect(host, port);
    link.channel = connected.channel();
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            link.neverOpened("cannot connect: " + done.cause().getMessage());
          } else if (handshake == null) {
            link.opened();
          }
        });
    return link;
  }

  private SslHandler handshake(Tls tls) {
    SslHandler handshake = new SslHandler(tls.clientEngine(), tls.handshakes());
    handshake.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MS);
    handshake
        .handshakeFuture()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                opened();
              } else {
                neverOpened("no TLS: " + done.cause().getMessage());
              }
            });
    return handshake;
  }

  private ChannelHandler handlers(SslHandler handshake) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel opening) {
        if (handshake != null) {
          opening.pipeline().addLast(handshake);
        }
        opening.pipeline().addLast(new Replies());
      }
    };
  }

  private void opened() {
    open = true;
    flush();
  }

  /** Sends a request with the next {@link #flush()}. */
  public void send(Args request) {
    unsent.writeByte('*');
    line(request.count());
    for (int i = 0; i < request.count(); i++) {
      unsent.writeByte('$');
      line(request.length(i));
      unsent.writeBytes(request.array(), request.offset(i), request.length(i));
      unsent.writeByte('\r').writeByte('\n');
    }
  }

  private void line(int number) {
    unsent.writeCharSequence(Integer.toString(number), StandardCharsets.US_ASCII);
    unsent.writeByte('\r').writeByte('\n');
  }

  /** Lets out what was sent; before the connection is made, that happens when it is. */
  public void flush() {
    if (!closed && open && channel.isActive() && unsent.isReadable()) {
      ByteBuf sent = unsent;
      // First: the listener may send more while this one is written.
      unsent = Unpooled.buffer();
      channel.writeAndFlush(sent);
    }
  }

  /**
   * Whether the other server takes what it is sent; what is sent nevertheless waits in memory. No
   * before the connection is made.
   */
  public boolean isWritable() {
    return !closed && open && channel.isActive() && channel.isWritable();
  }

  /** Closes it; the listener hears nothing of that. */
  public void close() {
    closed = true;
    channel.close();
  }

  private void neverOpened(String why) {
    if (!closed) {
      closed = true;
      channel.close();
      listener.neverOpened(why);
    }
  }

  private void ended(String why) {
    if (!open) {
      neverOpened(why);
    } else if (!closed) {
      closed = true;
      channel.close();
      listener.closed(why);
    }
  }

  private void received(ByteBuf in) {
    int size = in.readableBytes();
    if (end + size > buffer.length) {
      int kept = end - begin;
      byte[] larger =
          kept + size > buffer.length ? new byte[Math.max(2 * buffer.length, kept + size)] : buffer;
      System.arraycopy(buffer, begin, larger, 0, kept);
      buffer = larger;
      begin = 0;
      end = kept;
    }
    in.readBytes(buffer, end, size);
    end += size;
  }

  private void deliver() {
    int behind = nextEnd();
    while (behind >= 0 && !closed) {
      Bytes reply = taken(behind);
      listener.replied(reply);
      behind = nextEnd();
    }
    if (begin == end) {
      begin = 0;
      end = 0;
    }
  }

  private int nextEnd() {
    return begin < end ? frames.endOf(buffer, begin, end) : -1;
  }

  /** The bytes up to there. Not copied where they are most of the buffer: it goes with them. */
  private Bytes taken(int behind) {
    int size = behind - begin;
    if (size <= BUFFER_BYTES || size < end - behind) {
      Bytes reply = Bytes.wrap(Arrays.copyOfRange(buffer, begin, behind));
      begin = behind;
      return reply;
    }
    Bytes reply = Bytes.wrap(buffer, begin, size);
    byte[] rest = new byte[Math.max(BUFFER_BYTES, end - behind)];
    System.arraycopy(buffer, behind, rest, 0, end - behind);
    buffer = rest;
    end -= behind;
    begin = 0;
    return reply;
  }

  private final class Replies extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = (ByteBuf) message;
      try {
        received(in);
      } finally {
        in.release();
      }
      try {
        deliver();
      } catch (IllegalArgumentException e) {
        ended(
            "not a reply: "
                + e.getMessage()
                + " in "
                + ByteBufUtil.hexDump(buffer, begin, Math.min(16, end - begin)));
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (isWritable()) {
        listener.writable();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      ended("the connection was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ended("the connection broke: " + cause.getMessage());
    }
  }
}
