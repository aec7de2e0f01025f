package io.slotwise.protocol.net;

import akka.stream.Materializer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.protocol.stream.RequestHandler;
import io.slotwise.protocol.tls.Tls;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for clients. With native loops each loop accepts on a socket of its own (SO_REUSEPORT)
 * and keeps what it accepted; otherwise one loop accepts and deals out.
 */
public final class RedisServer {

  private static final Logger log = LoggerFactory.getLogger(RedisServer.class);

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(OutputQueue.HIGH_WATER_BYTES / 2, OutputQueue.HIGH_WATER_BYTES);

  /** Probes of a silent peer before it is given up, as Redis has it. */
  private static final int KEEP_ALIVE_PROBES = 3;

  /**
   * What a server is made of.
   *
   * @param materializer of the actor system whose configuration holds {@link
   *     EventLoops#dispatcherConfig()} of these loops
   * @param limits changed by others at run time
   * @param counters possibly shared by several servers
   * @param tls what connections have to begin with, or null
   */
  public record Wiring(
      EventLoops loops,
      Materializer materializer,
      RequestHandler.Factory handlers,
      CommitGate gate,
      NetworkLimits limits,
      NetworkCounters counters,
      Tls tls) {}

  private final Wiring wiring;
  private final int backlog;
  private final List<ServerLoop> serverLoops = new ArrayList<>();
  private final List<Channel> listeners = new ArrayList<>();
  private final List<InetSocketAddress> addresses = new ArrayList<>();

  private RedisServer(Wiring wiring, int backlog) {
    this.wiring = wiring;
    this.backlog = backlog;
    for (int i = 0; i < wiring.loops().count(); i++) {
      serverLoops.add(new ServerLoop(wiring, wiring.loops().state(i)));
    }
  }

  /**
   * Listens on all addresses; clients are served when this returns. Called from a thread that may
   * wait.
   *
   * @param backlog connections that may wait to be accepted ({@code tcp-backlog})
   * @throws IOException when an address that is not optional cannot be listened on; says which and
   *     why
   */
  public static RedisServer start(Wiring wiring, List<ListenAddress> addresses, int backlog)
      throws IOException {
    RedisServer server = new RedisServer(wiring, backlog);
    server.serverLoops.forEach(ServerLoop::start);
    try {
      for (ListenAddress address : withoutShadowed(addresses)) {
        server.listen(address);
      }
      if (server.listeners.isEmpty()) {
        throw new IOException("no address to listen on: " + addresses);
      }
      return server;
    } catch (IOException e) {
      server.stop(Duration.ZERO);
      throw e;
    }
  }

  /** The addresses listened on, with the ports that were given where 0 was asked for. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /** The port of the first address. */
  public int port() {
    return addresses.get(0).getPort();
  }

  /**
   * Stops listening, lets out what has been answered and closes all connections.
   *
   * @param grace how long clients that do not read may keep their connection
   * @return complete when the last connection is gone
   */
  public CompletionStage<Void> stop(Duration grace) {
    listeners.forEach(Channel::close);
    CompletableFuture<?>[] parts =
        serverLoops.stream().map(ServerLoop::stop).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> all = CompletableFuture.allOf(parts);
    wiring
        .loops()
        .state(0)
        .eventLoop()
        .schedule(
            () -> {
              if (!all.isDone()) {
                serverLoops.forEach(ServerLoop::abort);
              }
            },
            grace.toMillis(),
            TimeUnit.MILLISECONDS);
    return all;
  }

  /** A socket for all of IPv6 takes IPv4 clients too, so that a second one would find no room. */
  private static List<ListenAddress> withoutShadowed(List<ListenAddress> addresses) {
    boolean anyV6 =
        addresses.stream()
            .anyMatch(a -> a.isAnyAddress() && a.address().getAddress() instanceof Inet6Address);
    if (!anyV6) {
      return addresses;
    }
    List<ListenAddress> sorted = new ArrayList<>(addresses);
    sorted.sort(
        (a, b) ->
            Boolean.compare(
                b.isAnyAddress() && b.address().getAddress() instanceof Inet6Address,
                a.isAnyAddress() && a.address().getAddress() instanceof Inet6Address));
    return sorted;
  }

  private boolean isCovered(ListenAddress wanted) {
    return wanted.isAnyAddress()
        && addresses.stream()
            .anyMatch(
                a ->
                    a.getAddress().isAnyLocalAddress()
                        && (wanted.address().getPort() == a.getPort()
                            || wanted.address().getPort() == 0));
  }

  private void listen(ListenAddress wanted) throws IOException {
    if (isCovered(wanted)) {
      return;
    }
    try {
      if (wanted.address().isUnresolved()) {
        throw new IOException("unknown host");
      }
      addresses.add(bindAll(wanted.address()));
    } catch (IOException e) {
      String what = "cannot listen on " + text(wanted.address()) + ": " + e.getMessage();
      if (!wanted.optional() || e instanceof BindException && isTaken(e)) {
        throw new IOException(what, e);
      }
      log.info("{}", what);
    }
  }

  private InetSocketAddress bindAll(InetSocketAddress wanted) throws IOException {
    EventLoops loops = wiring.loops();
    if (!loops.isNative() || loops.count() == 1) {
      return bind(bootstrap(loops.state(0).eventLoop(), false), wanted);
    }
    if (wanted.getPort() != 0) {
      refuseTaken(wanted);
    }
    InetSocketAddress bound = wanted;
    for (int i = 0; i < loops.count(); i++) {
      bound = bind(bootstrap(loops.state(i).eventLoop(), true), bound);
    }
    return bound;
  }

  /** Sockets that share a port do not notice another server that shares it as well: this does. */
  private static void refuseTaken(InetSocketAddress wanted) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(wanted);
    }
  }

  private InetSocketAddress bind(ServerBootstrap bootstrap, InetSocketAddress wanted)
      throws IOException {
    ChannelFuture bound = bootstrap.bind(wanted).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw bound.cause() instanceof IOException e ? e : new IOException(bound.cause());
    }
    listeners.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private ServerBootstrap bootstrap(EventLoopGroup loop, boolean portShared) {
    boolean epoll = wiring.loops().isNative();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop, epoll ? loop : wiring.loops().group())
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, backlog)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(new Opening());
    if (portShared) {
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
    }
    return bootstrap;
  }

  private static boolean isTaken(IOException e) {
    return String.valueOf(e.getMessage()).contains("in use");
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** Runs on the loop that a new connection was given to. */
  private final class Opening extends ChannelInitializer<SocketChannel> {

    @Override
    protected void initChannel(SocketChannel channel) {
      LoopState state = LoopState.current();
      ServerLoop serverLoop = serverLoops.get(state.index());
      keepAlive(channel, wiring.limits().tcpKeepAliveSeconds());
      if (wiring.tls() == null) {
        channel.config().setRecvByteBufAllocator(state.readBuffer);
        channel.pipeline().addLast(serverLoop.newConnection());
      } else {
        channel.pipeline().addLast(TlsDoor.handshake(wiring.tls()), new TlsDoor(serverLoop));
      }
    }

    private void keepAlive(SocketChannel channel, int seconds) {
      if (seconds <= 0) {
        return;
      }
      int interval = Math.max(1, seconds / KEEP_ALIVE_PROBES);
      channel.config().setKeepAlive(true);
      if (wiring.loops().isNative()) {
        channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, seconds);
        channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, interval);
        channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES);
      } else {
        channel
            .config()
            .setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), seconds);
        channel
            .config()
            .setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), interval);
        channel
            .config()
            .setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEP_ALIVE_PROBES);
      }
    }
  }
}
