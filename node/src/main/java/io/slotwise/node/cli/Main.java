package io.slotwise.node.cli;

import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** Where the process begins. */
public final class Main {

  private Main() {}

  /**
   * @param args a subcommand and its options; {@code --help} explains them
   */
  public static void main(String[] args) {
    // gRPC logs by the JDK's own logging: its lines belong among the others.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(commandLine().execute(args));
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
