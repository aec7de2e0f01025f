package io.slotwise.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The packaged distribution as a process of its own, on a free port: what users run, and what can
 * be killed. The data folder outlives a kill, so that the server can be started on it again.
 */
public final class SlotwiseProcess implements DurableServer {

  private static final Duration START = Duration.ofSeconds(120);
  private static final Duration STOP = Duration.ofSeconds(60);

  /** Options for the servers' JVMs, from the build. */
  private static final String JVM = System.getProperty("slotwise.it.server-jvm", "");

  private final TestHost host;
  private final Path home;
  private final Path dataDir;
  private final int port;
  private final List<String> options;
  private ServerProcess process;
  private boolean keepLogs;

  /** The start script of another distribution than the one under test, or null. */
  private Path script;

  private SlotwiseProcess(TestHost host, Path home, Path dataDir, int port, List<String> options) {
    this.host = host;
    this.home = home;
    this.dataDir = dataDir;
    this.port = port;
    this.options = options;
  }

  /** Starts one in a new folder. Options are words of its command line. */
  public static SlotwiseProcess start(String... options) {
    Path home = TempDirs.create("slotwise");
    return startIn(home.resolve("data"), home, options);
  }

  /** Starts one on a data folder of the caller's. */
  public static SlotwiseProcess startOn(Path dataDir, String... options) {
    return startIn(dataDir, TempDirs.create("slotwise"), options);
  }

  private static SlotwiseProcess startIn(Path dataDir, Path home, String... options) {
    SlotwiseProcess server =
        new SlotwiseProcess(
            TestHost.LOCAL, home, dataDir, ServerProcess.freePort(), List.of(options));
    server.launch();
    server.process.awaitReady(START);
    return server;
  }

  /** Starts one on a data folder of the caller's, and waits until it answers. */
  public static SlotwiseProcess launchOn(Path dataDir, String... options) {
    SlotwiseProcess server = launchOnly(dataDir, options);
    server.awaitAnswer();
    return server;
  }

  /** The same without waiting for anything. */
  public static SlotwiseProcess launchOnly(Path dataDir, String... options) {
    return launchOn(TestHost.LOCAL, dataDir, ServerProcess.freePort(), null, List.of(options));
  }

  /** Starts one that need not have all slots open to be useful, and does not wait for it. */
  static SlotwiseProcess launchOn(
      TestHost host, Path dataDir, int port, Path script, List<String> options) {
    Path home = TempDirs.create("slotwise");
    SlotwiseProcess server = new SlotwiseProcess(host, home, dataDir, port, options);
    server.runFrom(script);
    server.launch();
    return server;
  }

  /**
   * From the next start on it is run by this start script; null for the distribution under test.
   */
  void runFrom(Path otherScript) {
    script = otherScript;
  }

  /**
   * Starts one that is expected to end by itself. Returns its exit code and output; a server that
   * comes up instead is killed, and its exit code is -1.
   */
  public static Commands.Result startExpectingFailure(Path dataDir, String... options) {
    return startExpectingFailure(dataDir, ServerProcess.freePort(), options);
  }

  /** The same on a port of the caller's. */
  public static Commands.Result startExpectingFailure(Path dataDir, int port, String... options) {
    Path home = TempDirs.create("slotwise");
    try {
      SlotwiseProcess server =
          new SlotwiseProcess(TestHost.LOCAL, home, dataDir, port, List.of(options));
      return Commands.run(server.builder(), "", START);
    } finally {
      TempDirs.delete(home);
    }
  }

  /** A port that was free a moment ago, for options that want one. */
  public static int freePort() {
    return ServerProcess.freePort();
  }

  /** Starts the process and does not wait for it. */
  void launch() {
    process = ServerProcess.start(builder(), log(), host.address(), port);
  }

  /** Waits until it answers PING. */
  void awaitAnswer() {
    process.awaitAnswer(START);
  }

  private ProcessBuilder builder() {
    List<String> command = new ArrayList<>(host.commandPrefix());
    command.addAll(
        List.of(
            (script == null ? ItPaths.distribution() : script).toString(),
            "server",
            "--port",
            Integer.toString(port),
            "--dir",
            dataDir.toString()));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    // A small machine runs several of these beside the tests.
    builder.environment().put("SLOTWISE_JAVA_OPTS", "-Xmx256m " + JVM);
    return builder;
  }

  @Override
  public void restart() {
    launch();
    process.awaitReady(START);
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void terminate() {
    process.terminate(STOP);
  }

  @Override
  public void freeze() {
    process.signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    process.signal("CONT");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has ended by itself. */
  public int awaitExit() {
    if (!process.awaitExit(START)) {
      throw new IllegalStateException("has not ended: " + logTail());
    }
    return process.exitCode();
  }

  /** The exit code after an end. */
  public int exitCode() {
    return process.exitCode();
  }

  public long pid() {
    return process.pid();
  }

  public Path dataDir() {
    return dataDir;
  }

  /** Where the output goes. */
  public Path log() {
    return home.resolve("log");
  }

  @Override
  public String logTail() {
    return process.logTail();
  }

  @Override
  public String name() {
    return "slotwise";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String host() {
    return host.address();
  }

  /** Kills the server if it still runs, and removes its folder unless that is to be kept. */
  @Override
  public void close() {
    if (process.isAlive()) {
      process.kill();
    }
    if (!keepLogs) {
      TempDirs.delete(home);
    }
  }

  /** From now on the folder is kept when the server is closed: for tests that failed. */
  public void keepLogs() {
    keepLogs = true;
    System.out.println("server output and data are kept in " + home);
  }
}
