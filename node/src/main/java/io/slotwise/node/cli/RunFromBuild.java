package io.slotwise.node.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code mvn -Prun} runs inside of Maven: the distribution as a child process on Maven's own
 * terminal. When Maven is told to stop, it asks the child to stop and waits for it; Maven's plugin
 * for processes would leave it running.
 */
public final class RunFromBuild {

  private RunFromBuild() {}

  /**
   * @param args the script to run, then options for the node in one word with blanks between them
   * @throws IllegalStateException when the node ended with an error: the build fails
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(args[0], "server"));
    String options = args.length > 1 && args[1] != null ? args[1].trim() : "";
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split("\\s+")));
    }
    Process node = new ProcessBuilder(command).inheritIO().start();
    Thread hook = new Thread(() -> stop(node), "stop-node");
    Runtime.getRuntime().addShutdownHook(hook);
    int code = node.waitFor();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Maven is stopping already: the hook is at work, and there is nobody to report to.
      return;
    }
    if (code != ExitCode.OK) {
      throw new IllegalStateException("the node ended with exit code " + code);
    }
  }

  private static void stop(Process node) {
    node.destroy();
    boolean interrupted = false;
    while (node.isAlive()) {
      try {
        node.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
