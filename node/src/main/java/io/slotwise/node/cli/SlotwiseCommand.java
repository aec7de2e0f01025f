package io.slotwise.node.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a subcommand: it only explains. */
@Command(
    name = "slotwise",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "A Redis-compatible, persistent key-value server.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  slotwise server                       a node on port 6379, data in ./data",
      "  slotwise server --port 7000 --dir /var/lib/slotwise",
      "  slotwise server --port 7002 --dir n2 --join 127.0.0.1:7001",
      "  slotwise cluster status               nodes and shards of a cluster",
      "  slotwise check-config slotwise.conf   says what is wrong with a file",
      "  slotwise COMMAND --help               all about one command"
    })
final class SlotwiseCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: server, cluster, check-config or completion");
  }
}
