package io.slotwise.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How clusters begin and grow: running nodes become members. */
final class ClusterCreation {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private ClusterCreation() {}

  /** What both have in common. */
  abstract static class Growth implements Callable<Integer> {

    private static final String SECONDS = "600";

    @Spec private CommandSpec spec;
    @Mixin private ClusterTarget target;

    @Option(names = "--json", description = "Prints what CLUSTER STATUS says in the end as JSON.")
    private boolean json;

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = SECONDS,
        description = "How long to wait until it is done [" + SECONDS + "].")
    private long waitSeconds;

    final ClusterTarget target() {
      return target;
    }

    final CommandSpec spec() {
      return spec;
    }

    /** Progress is for people: where JSON is wanted it goes beside it. */
    final void say(String line) {
      PrintWriter out = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }

    /** Whether all is in its place. */
    interface Goal {
      boolean isReached(ClusterReport report);
    }

    /**
     * Watches until the goal is reached. A node that starts again does not answer for a while, or
     * answers that it is in no cluster yet.
     */
    final int watch(Goal goal) throws IOException {
      long endNanos = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
      String said = "";
      while (System.nanoTime() - endNanos < 0) {
        String text;
        try {
          ClusterReport report = target.report(spec);
          if (goal.isReached(report)) {
            show(report);
            return ExitCode.OK;
          }
          text = state(report);
        } catch (IOException e) {
          text = "waiting: " + e.getMessage();
        }
        if (!text.equals(said)) {
          say(text);
          said = text;
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
      spec.commandLine().getErr().println("error: not done within " + waitSeconds + " s");
      return ExitCode.FAILED;
    }

    private void show(ClusterReport report) throws IOException {
      if (json) {
        spec.commandLine().getOut().println(target.ask(spec, List.of("STATUS")));
      } else {
        ClusterTables.print(report, spec.commandLine().getOut());
      }
    }

    private static String state(ClusterReport report) {
      long moving = report.shards().stream().filter(ClusterReport.Shard::isMoving).count();
      long led = report.shards().stream().filter(shard -> shard.leader() != null).count();
      long copies = report.shards().stream().mapToLong(shard -> shard.voters().size()).sum();
      return report.nodes().size()
          + " nodes, "
          + led
          + " of "
          + report.shards().size()
          + " shards led, "
          + copies
          + " copies, "
          + moving
          + " moving";
    }
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Makes a running node the first member of a new cluster, with the data that it has; nothing is "
            + "loaded anew. Its process goes on, its clients are disconnected once.",
        "A node that waits to join one (LOADING) is told to begin it instead."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  slotwise cluster create --node 127.0.0.1:7001",
        "  slotwise cluster create --node 127.0.0.1:7001 --shards 12 --replicas 3",
        "",
        "The number of shards is for the cluster's whole life: about two for each node that it may "
            + "grow to."
      })
  static final class Create extends Growth {

    @Option(
        names = "--shards",
        paramLabel = "COUNT",
        defaultValue = "0",
        description = "How many shards; without it what the node's cluster-shards says.")
    private int shards;

    @Option(
        names = "--replicas",
        paramLabel = "COUNT",
        defaultValue = "0",
        description = "How many copies of each: 1, 3 or 5; likewise cluster-replicas.")
    private int replicas;

    @Override
    public Integer call() throws IOException {
      target().ask(spec(), List.of("CREATE", Integer.toString(shards), Integer.toString(replicas)));
      say("The node starts again as the first member of a cluster.");
      int code = watch(ClusterReport::isSettled);
      if (code == ExitCode.OK) {
        say("");
        say("From now on start it with --cluster-enabled yes. Others join with");
        say("  slotwise server --join " + target().address() + " ...");
        say("or, while they run empty, with");
        say("  slotwise cluster add HOST:PORT --node " + target().address());
      }
      return code;
    }
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Makes a running node without keys a member of a cluster, and waits until it has its share. "
            + "Its process goes on, its clients are disconnected once."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  slotwise server --port 7004 --dir n4",
        "  slotwise cluster add 127.0.0.1:7004 --node 127.0.0.1:7001",
        "",
        "A node that is started with --join needs no such command."
      })
  static final class Add extends Growth {

    @Parameters(paramLabel = "HOST:PORT", description = "The new node, as clients reach it.")
    private String added;

    @Override
    public Integer call() throws IOException {
      ClusterReport before = target().report(spec());
      String members =
          before.nodes().stream().map(ClusterReport.Node::address).collect(Collectors.joining(","));
      String id = target().ask(spec(), added, List.of("MYID"));
      if (before.nodes().stream().noneMatch(node -> node.id().equals(id))) {
        target().ask(spec(), added, List.of("ENTER", members));
        say("The node " + added + " starts again and joins.");
      }
      int code = watch(report -> report.isSettled() && isUp(report, id));
      if (code == ExitCode.OK) {
        say("");
        say("From now on start it with --cluster-enabled yes.");
      }
      return code;
    }

    private static boolean isUp(ClusterReport report, String id) {
      return report.nodes().stream()
          .anyMatch(node -> node.id().equals(id) && node.state().equals("up"));
    }
  }
}
