package io.slotwise.node.cli;

import com.typesafe.config.ConfigException;
import io.slotwise.node.NodeSettings;
import io.slotwise.node.NodeTls;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.LoadedSettings;
import io.slotwise.ops.config.Parameter;
import io.slotwise.ops.config.Parameters;
import io.slotwise.ops.config.SecretParameters;
import io.slotwise.ops.config.SettingsLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is wrong with a configuration, without starting anything. */
@Command(
    name = "check-config",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = "Reports every problem of a configuration with its place.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  slotwise check-config /etc/slotwise.conf",
      "  slotwise check-config --origin redis.conf     also where each value comes from",
      "  slotwise check-config --origin                the defaults",
      "",
      "Exit codes: 0 a node can start with it (there may be warnings), 2 it cannot."
    })
final class CheckConfigCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @picocli.CommandLine.Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "Settings: HOCON, or a redis.conf. Without a file: the defaults.")
  private String configFile;

  @Option(names = "--origin", description = "Shows each value and where it comes from.")
  private boolean origin;

  @Mixin private SettingsOptions settingsOptions;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    LoadedSettings loaded =
        SettingsLoader.load(
            SettingsOptions.path(configFile), settingsOptions.settings(spec.commandLine()));
    loaded.problems().forEach(problem -> out.println(ProblemText.of(problem)));
    boolean valid = loaded.areValid() && nodeTakes(loaded, out);
    if (origin) {
      printOrigins(loaded, out);
    }
    out.println(valid ? "The configuration is valid." : "A node cannot start with this.");
    out.flush();
    return valid ? ExitCode.OK : ExitCode.USAGE;
  }

  private static boolean nodeTakes(LoadedSettings loaded, PrintWriter out) {
    try {
      NodeSettings.from(loaded.config());
      NodeTls.of(ConfigTable.of(loaded.config()));
      return true;
    } catch (ConfigException | IOException e) {
      out.println("error: " + e.getMessage());
      return false;
    }
  }

  private static void printOrigins(LoadedSettings loaded, PrintWriter out) {
    ConfigTable table = ConfigTable.of(loaded.config());
    for (Parameter parameter : Parameters.ALL) {
      String from = loaded.origins().get(parameter.location());
      if (parameter.isApplied() || from != null) {
        out.println(
            parameter.name()
                + " = "
                + shown(parameter, table)
                + "    # "
                + (from == null ? "default" : from));
      }
    }
    loaded.origins().forEach((path, from) -> printPath(loaded, path, from, out));
  }

  /** Passwords are not for screens and logs. */
  private static String shown(Parameter parameter, ConfigTable table) {
    String value = table.get(parameter.name());
    return SecretParameters.isOne(parameter.name()) && !value.isEmpty() ? "(hidden)" : value;
  }

  /** Settings that are no parameters: of the store, of Akka. */
  private static void printPath(LoadedSettings loaded, String path, String from, PrintWriter out) {
    boolean parameter = Parameters.ALL.stream().anyMatch(p -> p.location().equals(path));
    if (!parameter && loaded.config().hasPath(path)) {
      out.println(path + " = " + loaded.config().getValue(path).unwrapped() + "    # " + from);
    }
  }
}
