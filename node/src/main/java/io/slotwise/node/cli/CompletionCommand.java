package io.slotwise.node.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that teaches a shell to complete this command line. */
@Command(
    name = "completion",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = "Prints a completion script for bash or zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(slotwise completion bash)",
      "  slotwise completion zsh > ~/.slotwise-completion; source ~/.slotwise-completion"
    })
final class CompletionCommand implements Callable<Integer> {

  /** Shells that the script works in. */
  enum Shell {
    BASH,
    ZSH
  }

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SHELL",
      defaultValue = "BASH",
      description = "bash (the default) or zsh")
  private Shell shell;

  @Override
  public Integer call() {
    // The script itself switches on zsh's emulation of bash completion where it finds itself there.
    spec.commandLine().getOut().print(AutoComplete.bash("slotwise", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
