package io.slotwise.node.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that scripts run on. As many work at a time as there are cores, so that event loops
 * get their share; one that takes long, or waits, does not count, so that others go on beside it.
 */
public final class ScriptThreads implements Executor, AutoCloseable {

  /** Scripts that take long or wait at the same time; more than these wait in the queue. */
  private static final int THREADS_MAX = 128;

  private static final long IDLE_MAX_S = 60;

  private final ThreadPoolExecutor pool;
  private final int usual;
  private int besides;

  public ScriptThreads(int usual, ThreadFactory factory) {
    this.usual = usual;
    this.pool =
        new ThreadPoolExecutor(
            usual, THREADS_MAX, IDLE_MAX_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
  }

  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /** The calling script does not count from now on. */
  synchronized void oneMore() {
    besides++;
    resize();
  }

  /** It counts again. */
  synchronized void oneLess() {
    besides--;
    resize();
  }

  private void resize() {
    pool.setCorePoolSize(Math.min(THREADS_MAX, usual + besides));
  }

  /** Does something that waits, while another script may run. */
  void whileOthersRun(Runnable waits) {
    oneMore();
    try {
      waits.run();
    } finally {
      oneLess();
    }
  }

  /** How many scripts run or wait for what they need. */
  public int activeCount() {
    return pool.getActiveCount();
  }

  /** How many wait for a thread. */
  public int queuedCount() {
    return pool.getQueue().size();
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
