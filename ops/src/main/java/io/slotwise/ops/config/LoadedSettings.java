package io.slotwise.ops.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The settings of a node put together.
 *
 * @param config resolved; parameters in canonical form. Only what could be read is in it when there
 *     are errors.
 * @param file the configuration file, or null
 * @param origins where each setting comes from, by HOCON path; absent for defaults
 */
public record LoadedSettings(
    Config config, Path file, List<Problem> problems, Map<String, String> origins) {

  /** Whether a node can start with them. */
  public boolean areValid() {
    return problems.stream().noneMatch(p -> p.severity() == Problem.Severity.ERROR);
  }
}
