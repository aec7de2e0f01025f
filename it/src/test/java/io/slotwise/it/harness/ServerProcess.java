package io.slotwise.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A child process that listens on a port, its output in a log file. It does not outlive this JVM
 * unless that is killed.
 */
final class ServerProcess {

  /**
   * Those that a node derives from its port, up to 11,000 above it, are none of the system's
   * either.
   */
  private static final int PORT_MIN = 10_000;

  private static final int PORT_MAX = 20_999;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private final Process process;
  private final Path log;
  private final String host;
  private final int port;
  private final Thread reaper;

  private ServerProcess(Process process, Path log, String host, int port) {
    this.process = process;
    this.log = log;
    this.host = host;
    this.port = port;
    this.reaper = new Thread(process::destroyForcibly, "reaper-" + process.pid());
    Runtime.getRuntime().addShutdownHook(reaper);
  }

  /**
   * A port that was free a moment ago, and that the system gives to no outgoing connection: a
   * server that is down for a moment must find it free when it is back. No port is given twice: who
   * gets one listens on it only a while later.
   */
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX + 1);
      if (!GIVEN.add(port)) {
        continue;
      }
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (BindException taken) {
        // Another one, then.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static ServerProcess start(List<String> command, Path workDir, Path log, int port) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(workDir.toFile());
    return start(builder, log, TestHost.LOCAL.address(), port);
  }

  /** Starts a program that listens on a port of a host. */
  static ServerProcess start(ProcessBuilder builder, Path log, String host, int port) {
    try {
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return new ServerProcess(builder.start(), log, host, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until PING is answered and every slot is open. Throws with the log's end when the process
   * ends instead.
   */
  void awaitReady(Duration atMost) {
    await(atMost, ServerProcess::allSlotsAreOpen);
  }

  /** Waits until PING is answered: a node of a cluster has open slots where it leads them. */
  void awaitAnswer(Duration atMost) {
    await(atMost, client -> true);
  }

  private void await(Duration atMost, Predicate<RawClient> ready) {
    Awaitility.await("server on " + host + ":" + port)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(20))
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("process ended: " + logTail());
              }
            })
        .until(() -> serves(ready));
  }

  private boolean serves(Predicate<RawClient> ready) {
    try (RawClient client = RawClient.connect(host, port)) {
      client.readTimeout(Duration.ofSeconds(2));
      // NOAUTH is an answer too; LOADING is not one yet.
      String reply = client.call("PING").text();
      return reply != null
          && (reply.startsWith("NOAUTH") || reply.equals("PONG") && ready.test(client));
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /**
   * Slotwise answers PING a moment before its last slot is open; redis-server has no such section.
   */
  private static boolean allSlotsAreOpen(RawClient client) {
    String slots = client.call("INFO", "slots").text();
    return slots == null || !slots.contains("slots_open:") || slots.contains("slots_open:16384");
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL, and waits until the process is gone. */
  void kill() {
    ProcessHandle.of(process.pid())
        .ifPresent(handle -> handle.descendants().forEach(ProcessHandle::destroyForcibly));
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(20));
    forget();
  }

  /** SIGTERM, and waits; SIGKILL when that takes too long, which fails the test. */
  void terminate(Duration atMost) {
    process.destroy();
    if (!awaitExit(atMost)) {
      kill();
      throw new AssertionError("did not stop on SIGTERM within " + atMost + ": " + logTail());
    }
    forget();
  }

  /** Sends a signal by name, such as STOP or CONT. */
  void signal(String name) {
    try {
      int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + name + " answered " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether the process ended within the time given. */
  boolean awaitExit(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(reaper);
    } catch (IllegalStateException shuttingDown) {
      // Then the hook runs anyway, on a process that is gone.
    }
  }

  /** The last lines of the output. */
  String logTail() {
    try {
      List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
      int from = Math.max(0, lines.size() - 40);
      return log + ":\n" + String.join("\n", lines.subList(from, lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
