package io.slotwise.protocol.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.protocol.tls.TlsSettings.ClientCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/**
 * A thread that owns connections on which nodes send each other frames: see {@link FrameLink}. With
 * TLS both sides must have a certificate.
 */
public final class FrameLoop implements Executor, AutoCloseable {

  private static final int CONNECT_TIMEOUT_MS = 1_000;
  private static final long HANDSHAKE_TIMEOUT_MS = 5_000;
  private static final long CLOSE_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final Tls tls;

  /** All that are open; from the close on, what opens is closed. */
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /**
   * @param name of the thread
   * @param tls what connections begin with; null for none
   */
  public FrameLoop(String name, Tls tls) {
    this.group =
        new MultiThreadIoEventLoopGroup(
            1,
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            },
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.loop = group.next();
    this.tls = tls;
  }

  /** Who listens to a connection that somebody has made. */
  @FunctionalInterface
  public interface Door {
    FrameLink.Listener accepted(FrameLink link);
  }

  /**
   * Takes connections.
   *
   * @return where
   * @throws IOException when that place is taken
   */
  public InetSocketAddress listen(String host, int port, Door door) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    channels.add(accepted);
                    FrameLink link = new FrameLink(accepted);
                    link.listen(door.accepted(link));
                    secure(accepted, false);
                    accepted.pipeline().addLast(link.handler());
                  }
                })
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + host + ":" + port + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    channels.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /** Begins to connect; frames may be sent at once. */
  public FrameLink dial(String host, int port, FrameLink.Listener listener) {
    ChannelFuture connected =
        new Bootstrap()
            .group(group)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
            .handler(dialled())
            .connect(host, port);
    FrameLink link = new FrameLink(connected.channel());
    link.listen(listener);
    link.trust();
    connected.addListener(
        done -> {
          if (done.isSuccess()) {
            connected.channel().pipeline().addLast(link.handler());
            link.opened();
          } else {
            link.closed("cannot connect to " + host + ":" + port + ": " + done.cause());
          }
        });
    return link;
  }

  private ChannelHandler dialled() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel opening) {
        channels.add(opening);
        secure(opening, true);
      }
    };
  }

  private void secure(Channel channel, boolean dialled) {
    if (tls != null) {
      SSLEngine engine = dialled ? tls.clientEngine() : tls.serverEngine(ClientCertificates.YES);
      SslHandler handshake = new SslHandler(engine, tls.handshakes());
      handshake.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MS);
      channel.pipeline().addLast(handshake);
    }
  }

  /** Whether the caller is on the thread. */
  public boolean isCurrent() {
    return loop.inEventLoop();
  }

  /**
   * Queues the work on the thread.
   *
   * @throws RejectedExecutionException after {@link #close()}
   */
  @Override
  public void execute(Runnable work) {
    loop.execute(work);
  }

  /** The same, not before a time has passed. */
  public void schedule(Runnable work, long delayMs) {
    loop.schedule(work, delayMs, TimeUnit.MILLISECONDS);
  }

  /** The same at intervals, until {@link #close()}. */
  public void scheduleEvery(Runnable work, long intervalMs) {
    loop.scheduleAtFixedRate(work, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
  }

  /** Closes the connections and ends the thread. */
  @Override
  public void close() {
    // Not left to the group: what is open while its thread is at work on something else when it is
    // told to end, stays open, and a port that is listened on stays taken.
    channels.close().awaitUninterruptibly();
    group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
