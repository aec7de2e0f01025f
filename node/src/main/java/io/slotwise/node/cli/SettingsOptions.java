package io.slotwise.node.cli;

import io.slotwise.ops.config.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code --set}, which every command that loads settings has. */
final class SettingsOptions {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Sets one setting by its path in HOCON (slotwise.store.durability=fsync, "
              + "akka.loglevel=DEBUG) or by its name in Redis. May be repeated.")
  private List<String> assignments = new ArrayList<>();

  /** The assignments in their order. */
  List<Setting> settings(CommandLine commandLine) {
    List<Setting> settings = new ArrayList<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new CommandLine.ParameterException(
            commandLine, "--set takes KEY=VALUE, not '" + assignment + "'");
      }
      String key = assignment.substring(0, equals).trim();
      settings.add(new Setting(key, assignment.substring(equals + 1), "--set " + key));
    }
    return settings;
  }

  /** The file as given, or null. */
  static Path path(String file) {
    return file == null ? null : Path.of(file);
  }
}
