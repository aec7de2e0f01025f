package io.slotwise.protocol.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.tls.Tls;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a socket's TLS and its connection, and lets the connection begin when the
 * handshake has ended well: before that nothing of the node is touched. Behind it the connection
 * knows of no TLS.
 *
 * <p>Handshakes under way count for {@code maxclients}. A connection beyond it is dropped without a
 * word, as in Redis: there is nothing yet to say it in.
 */
final class TlsDoor extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(TlsDoor.class);

  /** Whoever takes longer is no client. */
  private static final long HANDSHAKE_TIMEOUT_MS = 10_000;

  private static final String PLAIN_ANSWER = "-" + Errors.SPEAKS_TLS + "\r\n";

  private final ServerLoop loop;
  private boolean shaking;
  private boolean through;

  TlsDoor(ServerLoop loop) {
    this.loop = loop;
  }

  /** What goes before it. */
  static SslHandler handshake(Tls tls) {
    SslHandler handshake = new SslHandler(tls.serverEngine(), tls.handshakes());
    handshake.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MS);
    return handshake;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    NetworkCounters counters = loop.counters();
    shaking = true;
    if (counters.handshakes.incrementAndGet() + counters.connectionsOpen()
        > loop.limits().maxClients()) {
      counters.received.increment();
      counters.rejected.increment();
      drop(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      ended();
      if (handshake.isSuccess()) {
        through = true;
        context.pipeline().addLast(loop.newConnection());
        context.fireChannelActive();
      } else {
        failed(context, handshake.cause());
      }
    } else if (event == SslCloseCompletionEvent.SUCCESS) {
      // The other side has said its last word, though the socket is still whole.
      context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    } else if (event instanceof ChannelInputShutdownEvent && !through) {
      drop(context);
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  private static void failed(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      // Its message has the client's words.
      tell(context, "no TLS");
      pastTls(context)
          .writeAndFlush(Unpooled.copiedBuffer(PLAIN_ANSWER, StandardCharsets.US_ASCII));
    } else if (cause instanceof ClosedChannelException) {
      // Whoever only looks whether the port is there.
      log.debug("event=tls_handshake_left client={}", context.channel().remoteAddress());
    } else {
      tell(context, cause.getMessage());
    }
  }

  /** Where what is done does not wait for a handshake. */
  private static ChannelHandlerContext pastTls(ChannelHandlerContext context) {
    return context.pipeline().context(SslHandler.class);
  }

  private static void drop(ChannelHandlerContext context) {
    pastTls(context).close();
  }

  private static void tell(ChannelHandlerContext context, String why) {
    log.info(
        "event=tls_handshake_failed client={} why=\"{}\"", context.channel().remoteAddress(), why);
  }

  private void ended() {
    if (shaking) {
      shaking = false;
      loop.counters().handshakes.decrementAndGet();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (through) {
      boolean wrapped = cause instanceof DecoderException && cause.getCause() != null;
      context.fireExceptionCaught(wrapped ? cause.getCause() : cause);
    } else {
      // The handshake's own end has been told.
      context.close();
    }
  }
}
