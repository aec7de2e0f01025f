package io.slotwise.node.cli;

import io.slotwise.ops.config.NearestName;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a wrong command line is answered with: one line that says what, and what was meant. */
final class UsageErrors implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + message(exception, command));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.USAGE;
  }

  private static String message(ParameterException exception, CommandLine command) {
    if (!(exception instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return exception.getMessage();
    }
    String word = unmatched.getUnmatched().get(0);
    boolean option = word.startsWith("-");
    List<String> known = new ArrayList<>();
    if (option) {
      command.getCommandSpec().options().forEach(o -> known.addAll(List.of(o.names())));
    } else {
      known.addAll(command.getSubcommands().keySet());
    }
    String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    String nearest = NearestName.of(name, known);
    String kind = option ? "option" : known.isEmpty() ? "argument" : "command";
    return "unknown "
        + kind
        + " '"
        + name
        + "'"
        + (nearest == null ? "" : ": did you mean '" + nearest + "'?");
  }
}
