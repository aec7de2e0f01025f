package io.slotwise.node.cli;

import java.security.Security;
import picocli.CommandLine;

/** Where the process begins. */
public final class Main {

  private static final String COMMON_POOL_THREADS =
      "java.util.concurrent.ForkJoinPool.common.parallelism";
  private static final int COMMON_POOL_THREADS_MIN = 2;
  private static final String NAMES_KNOWN_SECONDS = "3";
  private static final String NAMES_UNKNOWN_SECONDS = "1";

  private Main() {}

  /**
   * @param args a subcommand and its options; {@code --help} explains them
   */
  public static void main(String[] args) {
    haveCommonPool();
    forgetNames();
    System.exit(commandLine().execute(args));
  }

  /**
   * On one or two processors the JDK's common pool has one thread, and then futures without an
   * executor start a thread for each step: those of replication would for every entry.
   */
  private static void haveCommonPool() {
    if (System.getProperty(COMMON_POOL_THREADS) == null
        && Runtime.getRuntime().availableProcessors() <= COMMON_POOL_THREADS_MIN) {
      System.setProperty(COMMON_POOL_THREADS, Integer.toString(COMMON_POOL_THREADS_MIN));
    }
  }

  /**
   * A node that starts anew may have another address under its name, as pods do. The JDK would go
   * to the old one for half a minute, and believe for ten seconds that a name does not exist yet.
   */
  private static void forgetNames() {
    Security.setProperty("networkaddress.cache.ttl", NAMES_KNOWN_SECONDS);
    Security.setProperty("networkaddress.cache.negative.ttl", NAMES_UNKNOWN_SECONDS);
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new SlotwiseCommand());
    commandLine.addSubcommand(ParameterOptions.addTo(new CommandLine(new ServerCommand())));
    commandLine.addSubcommand(ClusterCommand.create());
    commandLine.addSubcommand(new CheckConfigCommand());
    commandLine.addSubcommand(new CompletionCommand());
    commandLine.setParameterExceptionHandler(new UsageErrors());
    commandLine.setExecutionExceptionHandler(new Failures());
    commandLine.setExpandAtFiles(false);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine;
  }
}
