package io.slotwise.node.cli;

import io.slotwise.node.NodeSettings;
import io.slotwise.node.ServerNode;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A node in the foreground. A signal (Ctrl-C, SIGTERM) runs the JVM's shutdown hook, which stops
 * the node, says so, and ends the process with 0: to whoever asked for the stop it is a success,
 * while the JVM on its own would report the signal.
 */
final class Foreground {

  private final PrintWriter out;
  private NodeSettings settings;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile ServerNode node;

  Foreground(PrintWriter out, NodeSettings settings) {
    this.out = out;
    this.settings = settings;
  }

  /** Starts the node and returns an exit code when it has ended. */
  int run() {
    Thread hook = null;
    do {
      node = new ServerNode(settings);
      if (hook == null) {
        hook = new Thread(this::stop, "slotwise-stop");
        Runtime.getRuntime().addShutdownHook(hook);
      }
      start();
      if (!stopping.get() && node.endsBecause() == null) {
        new Banner(settings, node.port(), node.clusterLine()).print(out);
      }
      node.awaitTermination();
      if (node.nextSettings() != null) {
        settings = node.nextSettings();
        say("Starting again: " + node.endsBecause() + ".");
      }
    } while (node.nextSettings() != null && !stopping.get());
    // It has ended already: there is nothing left to stop.
    if (stopping.compareAndSet(false, true)) {
      String because = node.endsBecause();
      say("Stopped " + (because == null ? "by a client" : "because " + because) + ". Bye.");
    }
    return ExitCode.OK;
  }

  /** A start that fails ends the process, unless that is on its way to a clean end already. */
  private void start() {
    try {
      node.start();
    } catch (RuntimeException | Error e) {
      if (stopping.compareAndSet(false, true)) {
        throw e;
      }
    }
  }

  private void stop() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    say("Stopping: no new clients, closing connections, writing what is not on disk yet ...");
    long startedNanos = System.nanoTime();
    int code = ExitCode.OK;
    try {
      node.stop();
      node.awaitTermination();
      say("Stopped in " + (System.nanoTime() - startedNanos) / 1_000_000 + " ms. Bye.");
    } catch (RuntimeException e) {
      say("The node did not stop cleanly: " + e);
      code = ExitCode.FAILED;
    }
    Runtime.getRuntime().halt(code);
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
