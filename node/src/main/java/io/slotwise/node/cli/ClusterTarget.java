package io.slotwise.node.cli;

import io.slotwise.node.cluster.RespCall;
import io.slotwise.protocol.tls.Tls;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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
    return report(spec, node);
  }

  /** What another node says, asked with the same password. */
  ClusterReport report(CommandSpec spec, String node) throws IOException {
    return ClusterReport.of(ask(spec, node, List.of("STATUS")));
  }

  /** Who watches something change. */
  interface Progress {

    /** What to say of the present state; the same text is not said twice. */
    String say(ClusterReport report);

    boolean isDone(ClusterReport report);
  }

  /** Looks at something that is to be done some time. */
  interface Look {

    /**
     * @return whether it is done
     */
    boolean isDone(Consumer<String> said) throws IOException;
  }

  /**
   * Watches until it is done or the time is up.
   *
   * @return whether it is done
   */
  boolean watch(CommandSpec spec, Duration atMost, Progress progress) throws IOException {
    return watch(
        spec,
        atMost,
        said -> {
          ClusterReport report = report(spec);
          said.accept(progress.say(report));
          return progress.isDone(report);
        });
  }

  /** The same of whatever there is to look at. */
  boolean watch(CommandSpec spec, Duration atMost, Look look) throws IOException {
    long endNanos = System.nanoTime() + atMost.toNanos();
    Consumer<String> said = new Changes(spec.commandLine().getOut());
    while (!look.isDone(said)) {
      if (System.nanoTime() - endNanos > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return true;
  }

  /** Prints what is another text than before. */
  private static final class Changes implements Consumer<String> {

    private final PrintWriter out;
    private String last = "";

    Changes(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void accept(String text) {
      if (!text.equals(last)) {
        out.println(text);
        out.flush();
        last = text;
      }
    }
  }
}
