package io.slotwise.protocol.net;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Makes an Akka dispatcher run on an event loop: at once when the caller is on that loop's thread
 * (to a bounded depth), else queued on it. So a stream started on its socket's loop reads, executes
 * and answers without a change of thread.
 *
 * <p>Made by Akka from a dispatcher's configuration, see {@link EventLoops#dispatcherConfig()}.
 */
public final class LoopExecutorConfigurator extends ExecutorServiceConfigurator {

  private final Config config;

  public LoopExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    this.config = config;
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    EventLoops loops = EventLoops.named(config.getString("loops"));
    LoopState state = loops.state(config.getInt("loop"));
    return new ExecutorServiceFactory() {
      @Override
      public ExecutorService createExecutorService() {
        return new LoopExecutor(state);
      }
    };
  }

  /** Shutting it down says only that the dispatcher is done with it: the loop lives on. */
  private static final class LoopExecutor extends AbstractExecutorService {

    private final LoopState state;
    private volatile boolean shutDown;

    LoopExecutor(LoopState state) {
      this.state = state;
    }

    @Override
    public void execute(Runnable task) {
      if (LoopState.current() == state) {
        state.runOrQueue(task);
      } else {
        state.eventLoop().execute(task);
      }
    }

    @Override
    public void shutdown() {
      shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutDown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutDown;
    }

    @Override
    public boolean isTerminated() {
      return shutDown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return shutDown;
    }
  }
}
