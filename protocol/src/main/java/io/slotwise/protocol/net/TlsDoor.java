package io.slotwise.protocol.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
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

  private final ServerLoop loop;
  private boolean shaking;
  private boolean through;

  TlsDoor(ServerLoop loop) {
    this.loop = loop;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    NetworkCounters counters = loop.counters();
    shaking = true;
    if (counters.handshakes.incrementAndGet() + counters.connectionsOpen()
        > loop.limits().maxClients()) {
      counters.received.increment();
      counters.rejected.increment();
      context.close();
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
        tell(context, handshake.cause());
      }
    } else if (event == SslCloseCompletionEvent.SUCCESS) {
      // The other side has said its last word, though the socket is still whole.
      context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    } else if (event instanceof ChannelInputShutdownEvent && !through) {
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  private static void tell(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      // Whoever only looks whether the port is there.
      log.debug("event=tls_handshake_left client={}", context.channel().remoteAddress());
    } else {
      log.info(
          "event=tls_handshake_failed client={} why=\"{}\"",
          context.channel().remoteAddress(),
          cause.getMessage());
    }
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
