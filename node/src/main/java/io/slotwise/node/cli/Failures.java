package io.slotwise.node.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** A command that failed: one line for the person, the stack trace for the log. */
final class Failures implements IExecutionExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine commandLine, ParseResult parsed) throws Exception {
    if (exception instanceof ParameterException wrong) {
      return new UsageErrors().handleParseException(wrong, new String[0]);
    }
    LOG.debug("command failed", exception);
    commandLine.getErr().println("error: " + reason(exception));
    commandLine.getErr().flush();
    return ExitCode.FAILED;
  }

  private static String reason(Throwable exception) {
    String message = exception.getMessage();
    return message == null || message.isBlank() ? exception.toString() : message;
  }
}
