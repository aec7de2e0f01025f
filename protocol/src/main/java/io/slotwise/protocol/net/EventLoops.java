package io.slotwise.protocol.net;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.EventExecutor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that own sockets: native epoll where the machine has it, NIO elsewhere. Each has an
 * Akka dispatcher that runs actors, and so the streams of connections, on the loop's own thread.
 *
 * <p>They are made before the actor system, whose configuration needs {@link #dispatcherConfig()},
 * and closed after it.
 */
public final class EventLoops implements AutoCloseable {

  private static final String DISPATCHER_PREFIX = "slotwise.loop-";

  /** Actors of a loop run this many messages before others have their turn. */
  private static final int THROUGHPUT = 64;

  private static final AtomicInteger NAMES = new AtomicInteger();

  /** Dispatchers are made from text: this is how they find their loops. */
  private static final ConcurrentMap<String, EventLoops> BY_NAME = new ConcurrentHashMap<>();

  private final String name = "loops-" + NAMES.incrementAndGet();
  private final boolean epoll;
  private final EventLoopGroup group;
  private final LoopState[] states;
  private final AtomicLong connectionIds = new AtomicLong();

  static {
    // A stack trace for each 128th buffer is for those who look for a leak.
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  private EventLoops(int count, boolean epoll) {
    this.epoll = epoll;
    AtomicInteger threads = new AtomicInteger();
    IoHandlerFactory io = epoll ? LastingEpoll.newFactory() : NioIoHandler.newFactory();
    ThreadFactory factory =
        work -> new LoopState.LoopThread(work, "slotwise-loop-" + threads.getAndIncrement());
    group = new MultiThreadIoEventLoopGroup(count, factory, io);
    states = new LoopState[count];
    int index = 0;
    for (EventExecutor executor : group) {
      EventLoop loop = (EventLoop) executor;
      LoopState state = new LoopState(index);
      states[index++] = state;
      loop.submit(() -> state.bind(loop)).syncUninterruptibly();
    }
    BY_NAME.put(name, this);
  }

  /**
   * @param count how many loops, at least 1: one for each core that can be spared
   */
  public static EventLoops create(int count) {
    return new EventLoops(count, Epoll.isAvailable());
  }

  /** The same on any machine, also where epoll is there: for tests. */
  static EventLoops createNio(int count) {
    return new EventLoops(count, false);
  }

  static EventLoops named(String name) {
    EventLoops loops = BY_NAME.get(name);
    if (loops == null) {
      throw new IllegalStateException("no event loops of this name are open: name=" + name);
    }
    return loops;
  }

  public int count() {
    return states.length;
  }

  /** Whether the loops use epoll. */
  public boolean isNative() {
    return epoll;
  }

  /** Id of the dispatcher that runs on a loop. */
  public String dispatcher(int loop) {
    return DISPATCHER_PREFIX + loop;
  }

  /** Configuration of the dispatchers of all loops, to be put before the actor system's own. */
  public Config dispatcherConfig() {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < states.length; i++) {
      String at = dispatcher(i) + ".";
      entries.put(at + "type", "Dispatcher");
      entries.put(at + "executor", LoopExecutorConfigurator.class.getName());
      entries.put(at + "throughput", THROUGHPUT);
      entries.put(at + "loops", name);
      entries.put(at + "loop", i);
    }
    return ConfigFactory.parseMap(entries, "event loops");
  }

  /** Index of the loop whose thread is calling, or -1. */
  public int currentLoop() {
    LoopState current = LoopState.current();
    return current != null && states[current.index()] == current ? current.index() : -1;
  }

  /** Queues the code on a loop. */
  public void execute(int loop, Runnable code) {
    states[loop].eventLoop().execute(code);
  }

  EventLoopGroup group() {
    return group;
  }

  LoopState state(int loop) {
    return states[loop];
  }

  long nextConnectionId() {
    return connectionIds.incrementAndGet();
  }

  /** Ends the threads; every socket must be closed and every actor stopped before. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    BY_NAME.remove(name);
  }
}
