package io.slotwise.ops.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the settings of a node together: defaults, then a file, then the command line, where the
 * later wins. It reads everything before it judges, so that all problems are reported at once.
 */
public final class SettingsLoader {

  /** Where the loaded configuration says which file it came from; empty without one. */
  public static final String CONFIG_FILE_PATH = "slotwise.config-file";

  private static final String ROOT = "slotwise";

  private final Config defaults =
      ConfigFactory.defaultOverrides()
          .withFallback(ConfigFactory.defaultApplication())
          .withFallback(ConfigFactory.defaultReferenceUnresolved());
  private final List<Problem> problems = new ArrayList<>();

  /** Values by HOCON path that go on top of file and defaults. */
  private final Map<String, Object> overrides = new HashMap<>();

  private final Map<String, String> origins = new TreeMap<>();

  /** The three names of durability as they stand so far. */
  private final Map<String, String> durability = new HashMap<>();

  private SettingsLoader() {
    for (String name :
        List.of(
            DurabilityWords.DURABILITY,
            DurabilityWords.APPEND_ONLY,
            DurabilityWords.APPEND_FSYNC)) {
      durability.put(name, Parameters.find(name).defaultText());
    }
  }

  /**
   * @param file HOCON or redis.conf, told apart by its content; or null
   * @param commandLine in the order of the command line
   */
  public static LoadedSettings load(Path file, List<Setting> commandLine) {
    return new SettingsLoader().run(file, commandLine);
  }

  private LoadedSettings run(Path file, List<Setting> commandLine) {
    Config fromFile = file == null ? ConfigFactory.empty() : readFile(file);
    commandLine.forEach(this::take);
    overrides.put(CONFIG_FILE_PATH, file == null ? "" : file.toAbsolutePath().toString());
    Config all = ConfigFactory.parseMap(overrides).withFallback(fromFile).withFallback(defaults);
    return new LoadedSettings(resolve(all, file), file, List.copyOf(problems), origins);
  }

  private Config resolve(Config config, Path file) {
    try {
      return config.resolve();
    } catch (ConfigException e) {
      problems.add(Problem.error(String.valueOf(file), e.getMessage(), null));
      return ConfigFactory.parseMap(overrides).withFallback(defaults).resolve();
    }
  }

  private Config readFile(Path file) {
    try {
      List<String> lines = RedisConfFile.lines(file);
      if (RedisConfFile.looksLikeOne(lines)) {
        RedisConfFile.read(file, lines, problems).forEach(this::take);
        return ConfigFactory.empty();
      }
      return readHocon(file);
    } catch (IOException e) {
      problems.add(Problem.error(file.toString(), "cannot be read", e.getClass().getSimpleName()));
      return ConfigFactory.empty();
    }
  }

  private Config readHocon(Path file) {
    Config parsed;
    try {
      parsed =
          ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      parsed = parsed.resolveWith(parsed.withFallback(defaults));
    } catch (ConfigException e) {
      problems.add(Problem.error(file.toString(), e.getMessage(), null));
      return ConfigFactory.empty();
    }
    Map<String, Setting> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, ConfigValue> entry : parsed.entrySet()) {
      takeFromHocon(entry.getKey(), entry.getValue(), parameters);
    }
    // Durability under its own name wins over Redis's two names for it.
    Setting dial = parameters.remove(DurabilityWords.DURABILITY);
    parameters.values().forEach(this::take);
    if (dial != null) {
      take(dial);
    }
    return parsed;
  }

  private void takeFromHocon(String path, ConfigValue value, Map<String, Setting> parameters) {
    String place = value.origin().description();
    Parameter parameter = parameterAt(path);
    if (parameter != null) {
      parameters.put(parameter.name(), new Setting(path, HoconText.of(value), place));
      return;
    }
    String root = ConfigUtil.splitPath(path).get(0);
    if (root.equals(ROOT) && !defaults.hasPathOrNull(path)) {
      problems.add(Problem.error(place, "setting '" + path + "' is not known", hintFor(path)));
    } else if (!root.equals(ROOT) && Parameters.find(path) != null) {
      problems.add(
          Problem.error(
              place,
              "setting '" + path + "' is not known",
              "write " + Parameters.find(path).location()));
    } else {
      origins.put(path, place);
    }
  }

  /** The parameter whose value stands at this path, also under its name or alias at home. */
  private static Parameter parameterAt(String path) {
    if (path.startsWith(Parameter.HOME + ".")) {
      return Parameters.find(path.substring(Parameter.HOME.length() + 1));
    }
    for (Parameter parameter : Parameters.ALL) {
      if (parameter.location().equals(path)) {
        return parameter;
      }
    }
    return null;
  }

  private void take(Setting setting) {
    Parameter byPath = parameterAt(setting.key());
    Parameter parameter = byPath != null ? byPath : Parameters.find(setting.key());
    if (parameter != null) {
      takeParameter(parameter, setting);
    } else {
      takePath(setting);
    }
  }

  private void takeParameter(Parameter parameter, Setting setting) {
    String value;
    try {
      value = parameter.type().canonical(setting.value());
    } catch (RefusedValueException e) {
      problems.add(
          Problem.error(
              setting.place(), parameter.name() + ": " + e.getMessage(), "got " + shown(setting)));
      // In place of what a file may have there, so that the rest can be judged too.
      overrides.putIfAbsent(parameter.location(), parameter.defaultText());
      return;
    }
    if (!parameter.isApplied() && !value.equals(parameter.defaultText())) {
      problems.add(
          Problem.warning(
              setting.place(), parameter.name() + " is accepted and has no effect here", null));
    }
    if (DurabilityWords.isOne(parameter.name())) {
      durability.put(parameter.name(), value);
      DurabilityWords.agree(durability, parameter.name());
      durability.forEach((name, word) -> put(Parameters.find(name), word, setting.place()));
    } else {
      put(parameter, value, setting.place());
    }
  }

  private static String shown(Setting setting) {
    return setting.value().isEmpty() ? "nothing" : "'" + setting.value() + "'";
  }

  private void put(Parameter parameter, String value, String place) {
    overrides.put(parameter.location(), value);
    origins.put(parameter.location(), place);
  }

  private void takePath(Setting setting) {
    try {
      if (!defaults.hasPathOrNull(setting.key())) {
        problems.add(
            Problem.error(
                setting.place(),
                "setting '" + setting.key() + "' is not known",
                hintFor(setting.key())));
        return;
      }
    } catch (ConfigException e) {
      problems.add(
          Problem.error(setting.place(), "'" + setting.key() + "' is not a setting", null));
      return;
    }
    overrides.put(setting.key(), setting.value());
    origins.put(setting.key(), setting.place());
  }

  private String hintFor(String path) {
    List<String> known = new ArrayList<>(Parameters.names().keySet());
    Parameters.ALL.forEach(p -> known.add(p.location()));
    if (defaults.hasPath(ROOT)) {
      defaults.getConfig(ROOT).root().forEach((key, value) -> addPaths(ROOT, key, value, known));
    }
    String nearest = NearestName.of(path, known);
    return nearest == null ? null : "did you mean '" + nearest + "'?";
  }

  private static void addPaths(String parent, String key, ConfigValue value, List<String> known) {
    String path = parent + "." + ConfigUtil.joinPath(key);
    known.add(path);
    if (value instanceof com.typesafe.config.ConfigObject object) {
      object.forEach((child, inner) -> addPaths(path, child, inner, known));
    }
  }
}
