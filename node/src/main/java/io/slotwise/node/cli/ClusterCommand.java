package io.slotwise.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at a running cluster and changes it. */
@Command(
    name = "cluster",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Looks at a running cluster and changes it. A node is named by its address, its id, or the "
          + "beginning of its id.%n"
    },
    footerHeading = "%nA cluster of three on this machine:%n",
    footer = {
      "  slotwise server --port 7001 --dir n1 --cluster-enabled yes",
      "  slotwise server --port 7002 --dir n2 --join 127.0.0.1:7001",
      "  slotwise server --port 7003 --dir n3 --join 127.0.0.1:7001",
      "  slotwise cluster balance --node 127.0.0.1:7001   waits until all is in its place"
    })
final class ClusterCommand implements Runnable {

  @Spec private CommandSpec spec;

  static CommandLine create() {
    return new CommandLine(new ClusterCommand())
        .addSubcommand(new ClusterCreation.Create())
        .addSubcommand(new ClusterCreation.Add())
        .addSubcommand(new Status())
        .addSubcommand(new Balance())
        .addSubcommand(new ClusterWait())
        .addSubcommand(new Drain())
        .addSubcommand(new Resume())
        .addSubcommand(new Remove())
        .addSubcommand(new Move())
        .addSubcommand(new Lead())
        .addSubcommand(new Replicas())
        .addSubcommand(new RaiseLevel());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: create, add, status, ...");
  }

  /** What they have in common. */
  abstract static class Part implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private ClusterTarget target;

    final String ask(String... words) throws IOException {
      return target.ask(spec, List.of(words));
    }

    final ClusterReport report() throws IOException {
      return target.report(spec);
    }

    final PrintWriter out() {
      return spec.commandLine().getOut();
    }

    final String idOf(ClusterReport report, String node) {
      try {
        return report.find(node).id();
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage());
      }
    }

    /** The address of the node that was named. */
    final String address() {
      return target.address();
    }

    /** What another node says. */
    final ClusterReport reportOf(String node) throws IOException {
      return target.report(spec, node);
    }

    final int watch(long seconds, ClusterTarget.Progress progress) throws IOException {
      return outcome(seconds, target.watch(spec, Duration.ofSeconds(seconds), progress));
    }

    final int watch(long seconds, ClusterTarget.Look look) throws IOException {
      return outcome(seconds, target.watch(spec, Duration.ofSeconds(seconds), look));
    }

    private int outcome(long seconds, boolean done) {
      if (done) {
        out().println("Done.");
        return ExitCode.OK;
      }
      spec.commandLine().getErr().println("error: not done within " + seconds + " s");
      return ExitCode.FAILED;
    }
  }

  /** Those that may take a while. */
  abstract static class Lasting extends Part {

    private static final String SECONDS = "600";

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = SECONDS,
        description = "How long to wait until it is done; 0 for not at all [" + SECONDS + "].")
    private long waitSeconds;

    final int await(ClusterTarget.Progress progress) throws IOException {
      return waitSeconds == 0 ? ExitCode.OK : watch(waitSeconds, progress);
    }

    /** Looks once at least. */
    final int await(ClusterTarget.Look look) throws IOException {
      return watch(waitSeconds, look);
    }
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Shows nodes and shards. Exit code 1 while something is not in its place.")
  static final class Status extends Part {

    @Option(names = "--json", description = "As JSON, with everything that the node says.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
      if (json) {
        out().println(ask("STATUS"));
        return ExitCode.OK;
      }
      ClusterReport report = report();
      ClusterTables.print(report, out());
      return report.isSettled() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  @Command(
      name = "balance",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Waits until every shard has its copies; nodes balance them by themselves.")
  static final class Balance extends Lasting {
    @Override
    public Integer call() throws IOException {
      return await(new Settling());
    }
  }

  /** Shards find their places. */
  private static final class Settling implements ClusterTarget.Progress {
    @Override
    public String say(ClusterReport report) {
      long moving = report.shards().stream().filter(ClusterReport.Shard::isMoving).count();
      long copies = report.shards().stream().mapToLong(shard -> shard.voters().size()).sum();
      return report.shards().size()
          + " shards, "
          + copies
          + " copies on "
          + report.nodes().size()
          + " nodes, "
          + moving
          + " moving";
    }

    @Override
    public boolean isDone(ClusterReport report) {
      return report.isSettled();
    }
  }

  /** A node gives away what it has. */
  private record Emptying(String id) implements ClusterTarget.Progress {
    @Override
    public String say(ClusterReport report) {
      return report.nodes().stream()
          .filter(node -> node.id().equals(id))
          .map(node -> node.address() + " still has " + node.copies() + " shards")
          .findFirst()
          .orElse("the node is no member any longer");
    }

    @Override
    public boolean isDone(ClusterReport report) {
      return report.nodes().stream().noneMatch(node -> node.id().equals(id) && node.copies() > 0);
    }
  }

  /** A node gives away what it has and is forgotten then. */
  private static final class Removing implements ClusterTarget.Progress {

    private final Emptying emptying;
    private boolean emptied;

    Removing(String id) {
      this.emptying = new Emptying(id);
    }

    @Override
    public String say(ClusterReport report) {
      emptied = emptying.isDone(report);
      return emptying.say(report);
    }

    @Override
    public boolean isDone(ClusterReport report) {
      return report.nodes().stream().noneMatch(node -> node.id().equals(emptying.id));
    }

    /** Whether it was empty when it was last looked at. */
    boolean isEmptied() {
      return emptied;
    }
  }

  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description =
          "Has a node give its shards to others; it stays a member and takes no new ones.")
  static final class Drain extends Lasting {

    @Parameters(paramLabel = "NODE", description = "The node to be emptied.")
    private String node;

    @Override
    public Integer call() throws IOException {
      String id = idOf(report(), node);
      ask("DRAIN", id);
      return await(new Emptying(id));
    }
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Has a drained node take shards again.")
  static final class Resume extends Part {

    @Parameters(paramLabel = "NODE", description = "The node.")
    private String node;

    @Override
    public Integer call() throws IOException {
      ask("RESUME", idOf(report(), node));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Has a node give its shards away and forgets it then. Its process ends by itself, with exit "
            + "code 0; its data folder is of no use any more, and no node starts with it.",
        "A node that is gone for good is removed too: shards go on with the copies that are left. "
            + "If it comes back after all, it hears of that and ends."
      })
  static final class Remove extends Lasting {

    @Parameters(paramLabel = "NODE", description = "The node to be removed.")
    private String node;

    @Override
    public Integer call() throws IOException {
      String id = idOf(report(), node);
      ask("REMOVE", id);
      Removing removing = new Removing(id);
      try {
        return await(removing);
      } catch (IOException e) {
        if (!removing.isEmptied()) {
          throw e;
        }
        // It was asked itself, and has ended.
        out().println("Done.");
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "move",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Moves a copy of a shard from one node to another.")
  static final class Move extends Lasting {

    @Parameters(paramLabel = "SHARD", description = "The shard's number.")
    private int shard;

    @Parameters(paramLabel = "FROM", description = "A node that has a copy.")
    private String from;

    @Parameters(paramLabel = "TO", description = "A node that has none.")
    private String to;

    @Override
    public Integer call() throws IOException {
      ClusterReport report = report();
      ask("MOVE", Integer.toString(shard), idOf(report, from), idOf(report, to));
      return await(new Settling());
    }
  }

  @Command(
      name = "lead",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Has a node lead a shard of which it has a copy.")
  static final class Lead extends Part {

    @Parameters(paramLabel = "SHARD", description = "The shard's number.")
    private int shard;

    @Parameters(paramLabel = "NODE", description = "The node.")
    private String node;

    @Override
    public Integer call() throws IOException {
      ask("LEAD", Integer.toString(shard), idOf(report(), node));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "raise-level",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Ends an upgrade: formats are written from now on that every node's version reads, and no "
            + "older version can take part any more. Until then nodes can go back to the version "
            + "before."
      })
  static final class RaiseLevel extends Part {

    @Override
    public Integer call() throws IOException {
      out().println("Formats of level " + ask("RAISE-LEVEL") + " are written from now on.");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "replicas",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Sets how many copies of each shard the cluster keeps: 1, 3 or 5.")
  static final class Replicas extends Lasting {

    @Parameters(paramLabel = "COUNT", description = "1, 3 or 5.")
    private int count;

    @Override
    public Integer call() throws IOException {
      ask("REPLICA-COUNT", Integer.toString(count));
      return await(new Settling());
    }
  }
}
