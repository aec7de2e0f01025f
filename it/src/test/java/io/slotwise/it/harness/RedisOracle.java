package io.slotwise.it.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A redis-server in memory on a free port: the truth about behaviour. The version that counts is
 * 7.0.x, the last one whose behaviour this project follows word for word.
 */
public final class RedisOracle implements DurableServer {

  private static final AtomicBoolean SAID_SO = new AtomicBoolean();

  private final Path home;
  private final int port;
  private final List<String> command;
  private ServerProcess process;

  private RedisOracle(Path home, Path dataDir, String... options) {
    this.home = home;
    this.port = ServerProcess.freePort();
    this.command =
        new ArrayList<>(
            List.of(
                onPath("redis-server").orElseThrow().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                dataDir.toString(),
                "--save",
                "",
                "--enable-debug-command",
                "yes"));
    command.addAll(List.of(options));
  }

  /** Whether a redis-server of the version that counts is on the PATH; says so when it is not. */
  public static boolean isInstalled() {
    boolean found = version().filter(v -> v.startsWith("7.0.")).isPresent();
    if (!found && SAID_SO.compareAndSet(false, true)) {
      Loud.say(
          "NO redis-server 7.0.x ON THE PATH ("
              + version().map(v -> "found " + v).orElse("found none")
              + "): tests that compare with it live are skipped, recorded transcripts are used"
              + " instead. Install redis-server 7.0 to run everything.");
    }
    return found;
  }

  private static Optional<String> version() {
    return onPath("redis-server")
        .map(path -> Commands.run(List.of(path.toString(), "--version"), Duration.ofSeconds(10)))
        .map(result -> result.output().replaceAll("(?s).*v=([0-9.]+).*", "$1"));
  }

  /** Where a program of this name is, when it is on the PATH. */
  public static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one. Options are words of redis-server's command line: {@code "--maxclients", "5"}. */
  public static RedisOracle start(String... options) {
    Path home = TempDirs.create("redis");
    RedisOracle redis = new RedisOracle(home, home, options);
    redis.restart();
    return redis;
  }

  /**
   * Starts one that keeps its data in a folder, to try the tests of durability on.
   *
   * @param appendfsync {@code always}, {@code everysec} or {@code no}
   */
  public static RedisOracle startDurable(Path dataDir, String appendfsync) {
    try {
      Files.createDirectories(dataDir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RedisOracle redis =
        new RedisOracle(
            TempDirs.create("redis"), dataDir, "--appendonly", "yes", "--appendfsync", appendfsync);
    redis.restart();
    return redis;
  }

  @Override
  public void restart() {
    process = ServerProcess.start(command, home, home.resolve("log"), port);
    process.awaitReady(Duration.ofSeconds(20));
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void terminate() {
    process.terminate(Duration.ofSeconds(20));
  }

  @Override
  public void freeze() {
    process.signal("STOP");
  }

  @Override
  public String logTail() {
    return process.logTail();
  }

  @Override
  public String name() {
    return "redis-server";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.kill();
    }
    TempDirs.delete(home);
  }
}
