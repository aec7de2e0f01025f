package io.slotwise.node.cli;

import io.slotwise.node.cluster.RespCall;
import io.slotwise.protocol.tls.Tls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The node that a cluster command speaks to: any member does. */
final class ClusterTarget {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  @Option(
      names = {"--node", "-n"},
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:6379",
      description = "Any member of the cluster, as clients reach it [127.0.0.1:6379].")
  private String node;

  @Option(
      names = {"--password", "-a"},
      paramLabel = "PASSWORD",
      defaultValue = "${env:REDISCLI_AUTH:-}",
      description = "For AUTH; the environment's REDISCLI_AUTH where it is not given.")
  private String password;

  @Mixin private TlsOptions tls;

  /** The address that was given. */
  String address() {
    return node;
  }

  /** Sends a command and returns its answer. */
  String ask(CommandSpec spec, List<String> words) throws IOException {
    return ask(spec, node, words);
  }

  /** The same for another node with the same password. */
  String ask(CommandSpec spec, String node, List<String> words) throws IOException {
    int colon = node.lastIndexOf(':');
    int port;
    try {
      port = Integer.parseInt(node.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new ParameterException(spec.commandLine(), "a node is named as HOST:PORT, not " + node);
    }
    if (colon <= 0) {
      throw new ParameterException(spec.commandLine(), "a node is named as HOST:PORT, not " + node);
    }
    Tls secured = tls.tls();
    try (RespCall call = RespCall.open(node.substring(0, colon), port, password, secured)) {
      List<String> request = new ArrayList<>();
      request.add("CLUSTER");
      request.addAll(words);
      return call.ask(request);
    } catch (RespCall.RefusedException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("the node at " + node + " does not answer: " + e.getMessage(), e);
    }
  }

  ClusterReport report(CommandSpec spec) throws IOException {
    return ClusterReport.of(ask(spec, List.of("STATUS")));
  }

  /** Who watches something change. */
  interface Progress {

    /** What to say of the present state; the same text is not said twice. */
    String say(ClusterReport report);

    boolean isDone(ClusterReport report);
  }

  /**
   * Watches until it is done or the time is up.
   *
   * @return whether it is done
   */
  boolean watch(CommandSpec spec, Duration atMost, Progress progress) throws IOException {
    long endNanos = System.nanoTime() + atMost.toNanos();
    String said = "";
    while (true) {
      ClusterReport report = report(spec);
      String text = progress.say(report);
      if (!text.equals(said)) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
        said = text;
      }
      if (progress.isDone(report)) {
        return true;
      }
      if (System.nanoTime() - endNanos > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }
}
