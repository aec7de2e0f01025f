package io.slotwise.node.cli;

import com.typesafe.config.ConfigException;
import io.slotwise.node.NodeSettings;
import io.slotwise.ops.config.LoadedSettings;
import io.slotwise.ops.config.Setting;
import io.slotwise.ops.config.SettingsLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node in the foreground until it is told to stop. */
@Command(
    name = "server",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    customSynopsis = "slotwise server [--port N] [--dir DIR] [--config FILE] [OPTIONS]",
    description = {
      "Runs a node in the foreground; Ctrl-C or SIGTERM stops it cleanly.",
      "Every parameter of redis.conf is an option too: --name value. The command line wins over "
          + "the file, the file over the defaults.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  slotwise server",
      "  slotwise server --port 7000 --dir /var/lib/slotwise --requirepass secret",
      "  slotwise server --config /etc/slotwise.conf --maxmemory 512mb",
      "  slotwise server --config redis.conf --durability fsync",
      "  slotwise server --set slotwise.store.durability=os --bind 127.0.0.1 ::1",
      "",
      "Exit codes: 0 stopped cleanly, 1 could not start or failed, 2 wrong options or settings."
    })
final class ServerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"--config", "-c"},
      paramLabel = "FILE",
      description = "Settings: HOCON, or a redis.conf.")
  private String configFile;

  @Mixin private SettingsOptions settingsOptions;

  @Override
  public Integer call() {
    LoadedSettings loaded = load();
    PrintWriter err = spec.commandLine().getErr();
    loaded.problems().forEach(problem -> err.println(ProblemText.of(problem)));
    if (!loaded.areValid()) {
      return ExitCode.USAGE;
    }
    NodeSettings settings;
    try {
      settings = NodeSettings.from(loaded.config());
    } catch (ConfigException e) {
      err.println("error: " + e.getMessage());
      return ExitCode.USAGE;
    }
    return new Foreground(spec.commandLine().getOut(), settings).run();
  }

  /** The settings of file and command line together. */
  LoadedSettings load() {
    List<Setting> settings = new ArrayList<>();
    settings.addAll(ParameterOptions.settings(spec.commandLine().getParseResult()));
    settings.addAll(settingsOptions.settings(spec.commandLine()));
    Path file = SettingsOptions.path(configFile);
    return SettingsLoader.load(file, settings);
  }
}
