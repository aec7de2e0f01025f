package io.slotwise.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.slotwise.ops.config.Parameter;
import io.slotwise.ops.config.Parameters;
import io.slotwise.ops.config.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option for each parameter, as redis-server has them: {@code --maxmemory 64mb}. Their help is
 * what reference.conf says about them, so that it is written once; parameters without effect work
 * but are not shown.
 */
final class ParameterOptions {

  /** Parameters whose value is several words, which need no quotes on the command line. */
  private static final Set<String> OF_SEVERAL_WORDS =
      Set.of(
          "bind",
          "client-output-buffer-limit",
          "join",
          "latency-tracking-info-percentiles",
          "oom-score-adj-values",
          "save",
          "shutdown-on-sigint",
          "shutdown-on-sigterm");

  private static final List<String> SHOWN_FIRST =
      List.of("port", "bind", "dir", "durability", "maxmemory", "requirepass");

  private ParameterOptions() {}

  static CommandLine addTo(CommandLine server) {
    Config reference = ConfigFactory.defaultReference();
    Set<String> names = new LinkedHashSet<>(SHOWN_FIRST);
    names.addAll(Parameters.names().keySet());
    for (String name : names) {
      Parameter parameter = Parameters.find(name);
      boolean shown = parameter.isApplied() && name.equals(parameter.name());
      server
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("--" + name)
                  .type(List.class)
                  .auxiliaryTypes(String.class)
                  .arity(OF_SEVERAL_WORDS.contains(name) ? "1..*" : "1")
                  .paramLabel("VALUE")
                  .description(shown ? description(parameter, reference) : new String[0])
                  .hidden(!shown)
                  .build());
    }
    return server;
  }

  private static String[] description(Parameter parameter, Config reference) {
    if (!reference.hasPath(parameter.location())) {
      return new String[0];
    }
    String comment =
        reference.getValue(parameter.location()).origin().comments().stream()
            .map(String::trim)
            .collect(Collectors.joining(" "));
    String value = parameter.defaultText();
    // % is picocli's own sign.
    String text = comment + (value.isEmpty() ? "" : " [" + value + "]");
    return new String[] {text.replace("%", "%%")};
  }

  /** What the command line set, in its order. */
  static List<Setting> settings(CommandLine.ParseResult parsed) {
    List<Setting> settings = new ArrayList<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName().substring(2);
      if (Parameters.find(name) != null) {
        List<String> words = option.originalStringValues();
        settings.add(new Setting(name, value(name, words), option.longestName()));
      }
    }
    return settings;
  }

  private static String value(String name, List<String> words) {
    // Of an option that is given twice the last holds.
    return OF_SEVERAL_WORDS.contains(name) ? String.join(" ", words) : words.get(words.size() - 1);
  }
}
